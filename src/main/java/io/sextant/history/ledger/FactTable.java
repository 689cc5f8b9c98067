package io.sextant.history.ledger;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Facts by kind and key; those of one key follow each other without overlap. Times of one key never
 * go back: what comes with an earlier time than the one before holds from then. Used under its
 * owner's lock.
 */
final class FactTable {
  private final Map<FactKind, Map<String, List<Fact>>> facts = new EnumMap<>(FactKind.class);
  private int ended;

  /** Ended facts. */
  int ended() {
    return ended;
  }

  /** A fact as it was found in a file; gives false when it says nothing new. */
  boolean put(Fact fact) {
    List<Fact> known = of(fact.kind()).computeIfAbsent(fact.key(), _ -> new ArrayList<>());
    if (!known.isEmpty() && known.getLast().isOpen()) {
      if (known.getLast().value().equals(fact.value()) && fact.isOpen()) {
        return false;
      }
      end(known, fact.fromNanos());
    }
    long from = known.isEmpty() ? fact.fromNanos() : Math.max(fact.fromNanos(), newest(known));
    if (fact.isOpen() || fact.toNanos() > from) {
      known.add(new Fact(fact.kind(), fact.key(), fact.value(), from, fact.toNanos()));
      ended += fact.isOpen() ? 0 : 1;
    }
    return true;
  }

  /** Ends what holds; gives false when nothing does. */
  boolean end(FactKind kind, String key, long timeNanos) {
    List<Fact> known = of(kind).get(key);
    if (known == null || known.isEmpty() || !known.getLast().isOpen()) {
      return false;
    }
    end(known, timeNanos);
    if (known.isEmpty()) {
      of(kind).remove(key);
    }
    return true;
  }

  /** What did not hold for any time is as if it never was. */
  private void end(List<Fact> known, long timeNanos) {
    Fact last = known.removeLast();
    if (timeNanos > last.fromNanos()) {
      known.add(last.endedAt(timeNanos));
      ended++;
    }
  }

  private static long newest(List<Fact> known) {
    return known.getLast().toNanos();
  }

  Optional<Fact> at(FactKind kind, String key, long timeNanos) {
    return history(kind, key).stream().filter(fact -> fact.heldAt(timeNanos)).findFirst();
  }

  /** Oldest first. */
  List<Fact> history(FactKind kind, String key) {
    return List.copyOf(of(kind).getOrDefault(key, List.of()));
  }

  /** In the order of their keys. */
  List<Fact> all(FactKind kind, long timeNanos) {
    return facts(kind).filter(fact -> fact.heldAt(timeNanos)).toList();
  }

  /** In the order in which they began. */
  List<Fact> between(FactKind kind, long sinceNanos, long untilNanos) {
    return facts(kind)
        .filter(fact -> fact.heldDuring(sinceNanos, untilNanos))
        .sorted(Comparator.comparingLong(Fact::fromNanos))
        .toList();
  }

  /** All facts; those of one key oldest first. */
  List<Fact> all() {
    return facts.keySet().stream().flatMap(this::facts).toList();
  }

  void forget(long beforeNanos) {
    for (Map<String, List<Fact>> ofKind : facts.values()) {
      for (List<Fact> known : ofKind.values()) {
        int before = known.size();
        known.removeIf(fact -> fact.toNanos() <= beforeNanos);
        ended -= before - known.size();
      }
      ofKind.values().removeIf(List::isEmpty);
    }
  }

  /** The time by which so many of the ended facts had ended. */
  long timeToForget(int facts) {
    return all().stream()
        .filter(fact -> !fact.isOpen())
        .mapToLong(Fact::toNanos)
        .sorted()
        .skip(facts - 1)
        .findFirst()
        .orElse(Long.MIN_VALUE);
  }

  private Stream<Fact> facts(FactKind kind) {
    return of(kind).values().stream().flatMap(List::stream);
  }

  private Map<String, List<Fact>> of(FactKind kind) {
    return facts.computeIfAbsent(kind, _ -> new TreeMap<>());
  }
}
