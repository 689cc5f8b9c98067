package io.sextant.store;

import io.sextant.filter.Condition;
import io.sextant.filter.FlowFilter;
import io.sextant.filter.Selection;
import io.sextant.filter.Side;
import io.sextant.flow.Endpoint;
import io.sextant.flow.Event;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Passes over flows that cannot be wanted, by the numbers of their endpoints (see {@link
 * Endpoint#number}) and without looking at them: a ring is mostly waiting for memory when it is
 * searched. What one side's endpoint decides is asked once per endpoint; all else is left open.
 * Belongs to one reader.
 */
final class Sieve {
  /** Conditions that are remembered by endpoint; with more of them flows are looked at instead. */
  private static final int MOST_MEMORIES = 16;

  /** Ends of an event that always passes. */
  static final long OPEN = 0;

  private final Node refuted;

  private Sieve(Node refuted) {
    this.refuted = refuted;
  }

  /** For what a query wants; null where endpoints alone never decide against a flow. */
  static @Nullable Sieve of(Predicate<Event> wanted) {
    Condition condition =
        switch (wanted) {
          case Selection selection -> selection.condition();
          case FlowFilter filter -> filter.condition();
          case Condition itself -> itself;
          default -> Condition.EVERYTHING;
        };
    Node refuted = decided(condition, false);
    return refuted != null && refuted.memories() <= MOST_MEMORIES ? new Sieve(refuted) : null;
  }

  /** The numbers of both sides as one; {@link #OPEN} if one of them has none. */
  static long ends(int source, int destination) {
    return source == Endpoint.NO_NUMBER || destination == Endpoint.NO_NUMBER
        ? OPEN
        : (long) source << 32 | destination;
  }

  /**
   * Whether an event may be wanted.
   *
   * @param event looked at only for what is not remembered; null to leave that open
   */
  boolean passes(long ends, @Nullable Event event) {
    return ends == OPEN || !refuted.holds(ends, event);
  }

  /** Whether endpoints alone tell that a condition has a certain answer. */
  private interface Node {
    boolean holds(long ends, @Nullable Event event);

    int memories();
  }

  /** Null where endpoints never tell that the condition has this answer. */
  private static @Nullable Node decided(Condition condition, boolean answer) {
    Side side = condition.endpointSide();
    if (side != null) {
      return new Memory(condition, side, answer);
    }
    return switch (condition) {
      case Condition.All(var parts) -> group(parts, answer, answer);
      case Condition.Any(var parts) -> group(parts, answer, !answer);
      case Condition.Not(var part) -> decided(part, !answer);
      default -> null;
    };
  }

  /**
   * @param every whether all parts must have the answer, or one is enough
   */
  private static @Nullable Node group(List<Condition> parts, boolean answer, boolean every) {
    List<Node> nodes =
        parts.stream().map(part -> decided(part, answer)).filter(Objects::nonNull).toList();
    boolean ever = every ? nodes.size() == parts.size() : !nodes.isEmpty();
    return ever ? new Group(nodes.toArray(Node[]::new), every) : null;
  }

  /**
   * What was decided for the last endpoints, each in the one place that its number leads to: twice
   * the number, and one more if it fits. Grows while endpoints drive each other out.
   */
  private static final class Memory implements Node {
    private static final int FIRST_PLACES = 1024;
    private static final int MOST_PLACES = 1 << 14;

    private final Condition condition;
    private final int shift;
    private final int wanted;
    private int[] known = new int[FIRST_PLACES];
    private int drivenOut;

    Memory(Condition condition, Side side, boolean answer) {
      this.condition = condition;
      this.shift = side == Side.SOURCE ? Integer.SIZE : 0;
      this.wanted = answer ? 1 : 0;
    }

    @Override
    public boolean holds(long ends, @Nullable Event event) {
      int number = (int) (ends >>> shift);
      int answer = known[number & (known.length - 1)];
      if (answer >>> 1 != number) {
        if (event == null) {
          return false;
        }
        answer = number << 1 | (condition.test(event) ? 1 : 0);
        remember(number, answer);
      }
      return (answer & 1) == wanted;
    }

    private void remember(int number, int answer) {
      if (known[number & (known.length - 1)] != 0
          && ++drivenOut > known.length / 2
          && known.length < MOST_PLACES) {
        grow();
      }
      known[number & (known.length - 1)] = answer;
    }

    private void grow() {
      int[] old = known;
      known = new int[4 * old.length];
      for (int answer : old) {
        known[answer >>> 1 & (known.length - 1)] = answer;
      }
      drivenOut = 0;
    }

    @Override
    public int memories() {
      return 1;
    }
  }

  private static final class Group implements Node {
    private final Node[] parts;
    private final boolean every;

    Group(Node[] parts, boolean every) {
      this.parts = parts;
      this.every = every;
    }

    @Override
    public boolean holds(long ends, @Nullable Event event) {
      for (Node part : parts) {
        if (part.holds(ends, event) != every) {
          return !every;
        }
      }
      return every;
    }

    @Override
    public int memories() {
      return Stream.of(parts).mapToInt(Node::memories).sum();
    }
  }
}
