package io.sextant.filter;

import io.sextant.flow.Event;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What an event has to fulfil, as a tree whose leaves are criteria. Whoever keeps events otherwise
 * than as objects can look into it and decide the leaves in its own way.
 */
public sealed interface Condition extends Predicate<Event>
    permits Condition.All, Condition.Any, Condition.Not, Criterion {

  /** Holds for every event. */
  Condition EVERYTHING = new All(List.of());

  /** What a test costs, roughly in nanoseconds; cheap ones are asked first. */
  int cost();

  /**
   * The side whose endpoint alone decides for each flow, so that whoever asks about many flows of
   * one endpoint needs to ask once; null if anything else counts.
   */
  @Nullable Side endpointSide();

  /** Holds if all parts hold, hence also if there are none. */
  record All(List<Condition> parts) implements Condition {
    public All {
      parts = cheapestFirst(parts);
    }

    @Override
    public boolean test(Event event) {
      for (int i = 0; i < parts.size(); i++) {
        if (!parts.get(i).test(event)) {
          return false;
        }
      }
      return true;
    }

    @Override
    public int cost() {
      return sum(parts);
    }

    @Override
    public @Nullable Side endpointSide() {
      return common(parts);
    }
  }

  /** Holds if one part does, hence never if there are none. */
  record Any(List<Condition> parts) implements Condition {
    public Any {
      parts = cheapestFirst(parts);
    }

    @Override
    public boolean test(Event event) {
      for (int i = 0; i < parts.size(); i++) {
        if (parts.get(i).test(event)) {
          return true;
        }
      }
      return false;
    }

    @Override
    public int cost() {
      return sum(parts);
    }

    @Override
    public @Nullable Side endpointSide() {
      return common(parts);
    }
  }

  /** Holds if another does not. */
  record Not(Condition part) implements Condition {
    @Override
    public boolean test(Event event) {
      return !part.test(event);
    }

    @Override
    public int cost() {
      return part.cost();
    }

    @Override
    public @Nullable Side endpointSide() {
      return part.endpointSide();
    }
  }

  /** All of them, without a node of the tree for a single one. */
  static Condition all(List<? extends Condition> parts) {
    return parts.size() == 1 ? parts.getFirst() : new All(List.copyOf(parts));
  }

  /** Any of them, without a node of the tree for a single one. */
  static Condition any(List<? extends Condition> parts) {
    return parts.size() == 1 ? parts.getFirst() : new Any(List.copyOf(parts));
  }

  private static List<Condition> cheapestFirst(List<Condition> parts) {
    return parts.stream().sorted(Comparator.comparingInt(Condition::cost)).toList();
  }

  private static @Nullable Side common(List<Condition> parts) {
    Side side = parts.isEmpty() ? null : parts.getFirst().endpointSide();
    return parts.stream().allMatch(part -> part.endpointSide() == side) ? side : null;
  }

  private static int sum(List<Condition> parts) {
    long sum = 0;
    for (Condition part : parts) {
      sum += part.cost();
    }
    return (int) Math.min(sum, Integer.MAX_VALUE);
  }
}
