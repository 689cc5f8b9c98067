package io.sextant.control;

import io.sextant.enrich.PodName;
import io.sextant.flow.IpAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Which addresses pods were told for which names, as long as the answers last.
 *
 * <p>Per pod and name the {@value #MOST_ADDRESSES} addresses that last longest are kept, and per
 * pod the first {@value #MOST_NAMES} names; what finds no room is counted. A name that was given to
 * one pod is the address's name for all. For one thread.
 */
public final class FqdnBook {
  static final int MOST_ADDRESSES = 1_000;
  static final int MOST_NAMES = 1_000;

  private final InstantSource clock;
  private final Duration shortest;
  private final Map<PodName, Map<String, Map<IpAddress, Instant>>> answers = new HashMap<>();
  private long refused;

  /**
   * @param shortest how long an answer is kept at least, whatever its own time
   */
  public FqdnBook(InstantSource clock, Duration shortest) {
    this.clock = clock;
    this.shortest = shortest;
  }

  /**
   * An answer that a pod got.
   *
   * @param name any letters, with or without the last dot
   * @param timeToLive how long the pod may use it
   */
  public record Answer(
      PodName asker, String name, Collection<IpAddress> addresses, Duration timeToLive) {
    public Answer {
      addresses = Set.copyOf(addresses);
      String lower = name.toLowerCase(Locale.ROOT);
      name = lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }
  }

  /** An address that a pod was told for a name, and when that ends. */
  record Known(PodName asker, String name, IpAddress address, Instant end) {}

  /** Learns an answer; true if it told a new address or a new name for one. */
  public boolean learn(Answer answer) {
    Map<String, Map<IpAddress, Instant>> names =
        answers.computeIfAbsent(answer.asker(), _ -> new HashMap<>());
    if (!names.containsKey(answer.name()) && names.size() >= MOST_NAMES) {
      refused += answer.addresses().size();
      return false;
    }
    Map<IpAddress, Instant> known = names.computeIfAbsent(answer.name(), _ -> new HashMap<>());
    Duration life = answer.timeToLive().compareTo(shortest) < 0 ? shortest : answer.timeToLive();
    Instant end = clock.instant().plus(life);
    boolean news = false;
    for (IpAddress address : answer.addresses()) {
      Instant before = known.get(address);
      news |= before == null;
      known.put(address, before != null && before.isAfter(end) ? before : end);
    }
    bound(known);
    return news;
  }

  private void bound(Map<IpAddress, Instant> known) {
    while (known.size() > MOST_ADDRESSES) {
      IpAddress first =
          known.entrySet().stream()
              .min(Map.Entry.<IpAddress, Instant>comparingByValue().thenComparing(byAddress()))
              .orElseThrow()
              .getKey();
      known.remove(first);
      refused++;
    }
  }

  private static Comparator<Map.Entry<IpAddress, Instant>> byAddress() {
    return Map.Entry.comparingByKey();
  }

  /**
   * Forgets what has come to its end.
   *
   * @param wanted names that somebody asks about
   * @return true if one of these lost an address
   */
  public boolean expire(Predicate<String> wanted) {
    Instant now = clock.instant();
    boolean changed = false;
    for (Iterator<Map<String, Map<IpAddress, Instant>>> pods = answers.values().iterator();
        pods.hasNext(); ) {
      Map<String, Map<IpAddress, Instant>> names = pods.next();
      for (Map.Entry<String, Map<IpAddress, Instant>> name : names.entrySet()) {
        boolean ended = name.getValue().values().removeIf(end -> !end.isAfter(now));
        changed |= ended && wanted.test(name.getKey());
      }
      names.values().removeIf(Map::isEmpty);
      if (names.isEmpty()) {
        pods.remove();
      }
    }
    return changed;
  }

  /** Forgets what a pod was told; true if it was told anything. */
  public boolean forget(PodName pod) {
    return answers.remove(pod) != null;
  }

  /** When a name that somebody asks about loses an address next. */
  public Optional<Instant> nextEnd(Predicate<String> wanted) {
    return answers.values().stream()
        .flatMap(names -> names.entrySet().stream())
        .filter(name -> wanted.test(name.getKey()))
        .flatMap(name -> name.getValue().values().stream())
        .min(Comparator.naturalOrder());
  }

  /** What was told for names that somebody asks about. */
  List<Known> known(Predicate<String> wanted) {
    List<Known> all = new ArrayList<>();
    answers.forEach((pod, names) ->
        names.forEach((name, addresses) -> {
          if (wanted.test(name)) {
            addresses.forEach((address, end) -> all.add(new Known(pod, name, address, end)));
          }
        }));
    return all;
  }

  /** Takes over what an earlier process knew: it lasts the shortest time at least, from now. */
  void restore(Collection<Known> all) {
    Instant least = clock.instant().plus(shortest);
    for (Known each : all) {
      answers
          .computeIfAbsent(each.asker, _ -> new HashMap<>())
          .computeIfAbsent(each.name, _ -> new HashMap<>())
          .put(each.address, each.end.isBefore(least) ? least : each.end);
    }
  }

  /** The names of each address. */
  public Map<IpAddress, Set<String>> names() {
    Map<IpAddress, Set<String>> names = new TreeMap<>();
    answers
        .values()
        .forEach(pod ->
            pod.forEach((name, addresses) ->
                addresses
                    .keySet()
                    .forEach(address ->
                        names.computeIfAbsent(address, _ -> new TreeSet<>()).add(name))));
    return names;
  }

  /** Addresses that found no room. */
  public long refused() {
    return refused;
  }
}
