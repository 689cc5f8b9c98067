package io.sextant.control;

import io.sextant.flow.Cidr;
import io.sextant.flow.Identities;
import io.sextant.policy.Identity;
import io.sextant.policy.Traits;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Gives numbers to what policies tell apart: to labels with their traits and, on this node, to
 * ranges of addresses.
 *
 * <p>Equal labels and traits have one number. A number that nobody uses any more is kept for a
 * grace time, in which its old meaning comes back to it, and is then given to others as late as
 * possible: numbers are given in turn. Safe for all threads.
 */
public final class IdentityAllocator {
  /** How long a number keeps its meaning after its last use. */
  public static final Duration GRACE = Duration.ofMinutes(10);

  private static final String RESERVED = "reserved:";
  private static final String CIDR = "cidr:";

  private final InstantSource clock;
  private final Duration grace;
  private final Map<Integer, Identity> byNumber = new TreeMap<>();
  private final Map<Meaning, Identity> byMeaning = new HashMap<>();
  private final Map<Integer, Instant> unusedSince = new HashMap<>();
  private final Set<Integer> forgotten = new HashSet<>();
  private final List<Identity> fresh = new ArrayList<>();
  private final Set<Integer> changed = new TreeSet<>();
  private int podsAtMark;
  private int rangesAtMark;
  private final Numbers pods =
      new Numbers(
          "sets of labels",
          Identities.FIRST_ALLOCATED,
          0xffff,
          "use fewer different sets of labels");
  private final Numbers ranges =
      new Numbers("ranges of addresses", 0x01000001, 0x01ffffff, "name fewer ranges");

  /** What a number stands for. */
  private record Meaning(List<String> labels, Traits traits) {}

  /** Knows the reserved identities only. */
  public IdentityAllocator() {
    this(InstantSource.system(), GRACE);
  }

  /**
   * @param grace how long a number keeps its meaning after its last use
   */
  public IdentityAllocator(InstantSource clock, Duration grace) {
    this.clock = clock;
    this.grace = grace;
    for (int number = Identities.HOST; number <= Identities.WORLD_IPV6; number++) {
      remember(
          new Identity(number, List.of(RESERVED + Identities.reservedName(number)), Traits.NONE));
    }
  }

  /** The identity of labels that no policy tells apart by anything else. */
  public Identity allocate(Collection<String> labels) {
    return allocate(labels, Traits.NONE);
  }

  /**
   * The identity of labels and traits; a new one when they are not known.
   *
   * @param labels in any order, of the form {@code source:key=value}
   * @throws IllegalStateException when all numbers are given out
   */
  public synchronized Identity allocate(Collection<String> labels, Traits traits) {
    if (labels instanceof List<String> asGiven) {
      Identity known = byMeaning.get(new Meaning(asGiven, traits));
      if (known != null) {
        unusedSince.remove(known.number());
        return known;
      }
    }
    List<String> sorted = labels.stream().distinct().sorted().toList();
    if (sorted.isEmpty()) {
      throw new IllegalArgumentException("an identity needs a label");
    }
    return allocate(new Meaning(sorted, traits), pods);
  }

  /**
   * The identity of a range of addresses outside of the cluster.
   *
   * @param named all that policies name
   */
  public Identity allocate(Cidr range, Set<Cidr> named) {
    Set<Cidr> around =
        named.stream().filter(other -> other.contains(range)).collect(Collectors.toSet());
    return allocate(range, Traits.in(around));
  }

  /** The identity of a range of addresses outside of the cluster. */
  public synchronized Identity allocate(Cidr range, Traits traits) {
    List<String> labels = List.of(CIDR + range.toString().replace(':', '-'), RESERVED + "world");
    return allocate(new Meaning(labels, traits), ranges);
  }

  private Identity allocate(Meaning meaning, Numbers numbers) {
    Identity known = byMeaning.get(meaning);
    if (known != null) {
      unusedSince.remove(known.number());
      return known;
    }
    Identity added = remember(new Identity(numbers.next(), meaning.labels(), meaning.traits()));
    fresh.add(added);
    return added;
  }

  /** Numbers that are given from now on can be taken back. */
  synchronized void mark() {
    fresh.clear();
    podsAtMark = pods.last;
    rangesAtMark = ranges.last;
  }

  /** Takes back what was given since the mark; nobody may have used it. */
  synchronized void takeBack() {
    fresh.forEach(this::forget);
    fresh.clear();
    pods.last = podsAtMark;
    ranges.last = rangesAtMark;
  }

  /** The numbers that got or lost their meaning since this was asked last. */
  synchronized List<Integer> takeChanged() {
    List<Integer> numbers = List.copyOf(changed);
    changed.clear();
    return numbers;
  }

  /** What a number stands for, or null. */
  public synchronized @Nullable Identity identity(int number) {
    return byNumber.get(number);
  }

  /** All that are in use or were lately, by number, the reserved ones first. */
  public synchronized List<Identity> all() {
    return new ArrayList<>(byNumber.values());
  }

  /**
   * Says which numbers are in use now that all before are in the kernel's rules no more: for the
   * others the grace begins, and what {@link #expire} forgot before may be given again.
   */
  public synchronized void used(Set<Integer> numbers) {
    forgotten.clear();
    Instant now = clock.instant();
    for (int number : byNumber.keySet()) {
      if (Identities.reservedName(number) == null) {
        if (numbers.contains(number)) {
          unusedSince.remove(number);
        } else {
          unusedSince.putIfAbsent(number, now);
        }
      }
    }
  }

  /**
   * Forgets numbers that were unused for the grace time; they are not given again before {@link
   * #used} is told.
   *
   * @return whether there were any
   */
  public synchronized boolean expire() {
    Instant last = clock.instant().minus(grace);
    List<Integer> old = new ArrayList<>();
    unusedSince.forEach((number, since) -> {
      if (!since.isAfter(last)) {
        old.add(number);
      }
    });
    for (int number : old) {
      Identity gone = byNumber.get(number);
      if (gone != null) {
        forget(gone);
      }
      forgotten.add(number);
    }
    return !old.isEmpty();
  }

  /** Takes over what was known before a restart; for all of it the grace begins anew. */
  synchronized void restore(Collection<Identity> identities) {
    for (Identity identity : identities) {
      remember(identity);
      Numbers numbers = Identities.isCidr(identity.number()) ? ranges : pods;
      numbers.last = Math.max(numbers.last, identity.number());
    }
    used(Set.of());
  }

  private Identity remember(Identity identity) {
    changed.add(identity.number());
    byNumber.put(identity.number(), identity);
    byMeaning.put(new Meaning(identity.labels(), identity.traits()), identity);
    return identity;
  }

  private void forget(Identity identity) {
    changed.add(identity.number());
    byNumber.remove(identity.number());
    byMeaning.remove(new Meaning(identity.labels(), identity.traits()));
    unusedSince.remove(identity.number());
  }

  /** Numbers that are given in turn. */
  private final class Numbers {
    private final String whose;
    private final int first;
    private final int most;
    private final String advice;
    private int last;

    Numbers(String whose, int first, int most, String advice) {
      this.whose = whose;
      this.first = first;
      this.most = most;
      this.advice = advice;
      this.last = first - 1;
    }

    int next() {
      for (int tried = first; tried <= most; tried++) {
        last = last >= most ? first : last + 1;
        if (!byNumber.containsKey(last) && !forgotten.contains(last)) {
          return last;
        }
      }
      throw new IllegalStateException(
          "all identities from %d to %d are given out to %s: %s"
              .formatted(first, most, whose, advice));
    }
  }
}
