package io.sextant.control;

import io.sextant.flow.Cidr;
import io.sextant.flow.Identities;
import io.sextant.policy.Identity;
import io.sextant.policy.Traits;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Gives numbers to sets of labels and, on this node, to ranges of addresses.
 *
 * <p>Equal labels get the same number. A number is never given to anything else: flows that were
 * kept go on to mean what they meant. Safe for all threads.
 */
public final class IdentityAllocator {
  private static final int LAST_ALLOCATED = 0xffff;
  private static final int FIRST_CIDR = 0x01000001;
  private static final int LAST_CIDR = 0x01ffffff;
  private static final String RESERVED = "reserved:";
  private static final String CIDR = "cidr:";

  private final Map<Integer, Identity> byNumber = new TreeMap<>();
  private final Map<List<String>, Identity> byLabels = new java.util.HashMap<>();
  private final Map<Cidr, Identity> byRange = new java.util.HashMap<>();
  private int nextLabels = Identities.FIRST_ALLOCATED;
  private int nextCidr = FIRST_CIDR;

  /** Knows the reserved identities only. */
  public IdentityAllocator() {
    for (int number = Identities.HOST; number <= Identities.WORLD_IPV6; number++) {
      remember(
          new Identity(number, List.of(RESERVED + Identities.reservedName(number)), Traits.NONE));
    }
  }

  /**
   * The identity of a set of labels; a new one when the set was never seen.
   *
   * @param labels in any order, of the form {@code source:key=value}
   * @throws IllegalStateException when all numbers are given out
   */
  public synchronized Identity allocate(Collection<String> labels) {
    List<String> sorted = labels.stream().distinct().sorted().toList();
    if (sorted.isEmpty()) {
      throw new IllegalArgumentException("an identity needs a label");
    }
    Identity known = byLabels.get(sorted);
    return known != null
        ? known
        : remember(new Identity(next(nextLabels++, LAST_ALLOCATED), sorted, Traits.NONE));
  }

  /**
   * The identity of a range of addresses outside of the cluster.
   *
   * @param ranges all that policies name
   */
  public synchronized Identity allocate(Cidr range, Set<Cidr> ranges) {
    Set<Cidr> around =
        ranges.stream().filter(other -> other.contains(range)).collect(Collectors.toSet());
    Identity known = byRange.get(range);
    if (known != null && known.traits().ranges().equals(around)) {
      return known;
    }
    List<String> labels = List.of(CIDR + range.toString().replace(':', '-'), RESERVED + "world");
    Identity fresh = new Identity(next(nextCidr++, LAST_CIDR), labels, Traits.in(around));
    byNumber.put(fresh.number(), fresh);
    byRange.put(range, fresh);
    return fresh;
  }

  /** What a number stands for, or null. */
  public synchronized @Nullable Identity identity(int number) {
    return byNumber.get(number);
  }

  /** All of them by number, the reserved ones first. */
  public synchronized List<Identity> all() {
    return new ArrayList<>(byNumber.values());
  }

  private Identity remember(Identity identity) {
    byNumber.put(identity.number(), identity);
    byLabels.put(identity.labels(), identity);
    return identity;
  }

  private static int next(int number, int last) {
    if (number > last) {
      throw new IllegalStateException(
          "all identities up to %d are given out: use fewer different sets of labels"
              .formatted(last));
    }
    return number;
  }
}
