package io.sextant.cni;

import io.sextant.flow.Cidr;
import io.sextant.flow.IpAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Addresses for pods, from ranges of one or both families. A pod gets one of each family: the
 * lowest free one behind the last that was given, so that an address rests as long as possible
 * before another has it. The first and the last address of a range are never given. Confined to its
 * owner's lock.
 */
final class AddressPool {
  private static final int BITS = 128;

  /** So many bits of a range are used at most: enough for any node, and the sums fit a long. */
  private static final int MOST_HOST_BITS = 62;

  private static final int LEAST_HOST_BITS = 2;

  private final String name;
  private final List<Cidr> ranges;
  private final Set<IpAddress> taken = new HashSet<>();
  private final Map<Cidr, Long> last = new HashMap<>();

  /**
   * A pool in which all is free.
   *
   * @param ranges asked in this order, family by family
   * @throws IllegalArgumentException for no range, one without room, or two that overlap
   */
  AddressPool(String name, List<Cidr> ranges) {
    this.name = name;
    this.ranges = List.copyOf(ranges);
    if (ranges.isEmpty()) {
      throw new IllegalArgumentException(
          "address pool %s has no range: give one such as 10.42.0.0/24".formatted(name));
    }
    for (int i = 0; i < ranges.size(); i++) {
      check(ranges.get(i), ranges.subList(0, i));
    }
  }

  private void check(Cidr range, List<Cidr> before) {
    if (BITS - range.bits() < LEAST_HOST_BITS) {
      throw new IllegalArgumentException(
          "range %s of address pool %s has no room: /30 or /126 is the least"
              .formatted(range, name));
    }
    for (Cidr other : before) {
      if (other.contains(range) || range.contains(other)) {
        throw new IllegalArgumentException(
            "ranges %s and %s of address pool %s overlap".formatted(other, range, name));
      }
    }
  }

  /** Whether an address of each family is free; if not, which family is used up. */
  void checkFree() throws CniException {
    for (boolean v4 : families()) {
      find(v4);
    }
  }

  /** One address of each family, or none at all. */
  List<IpAddress> take() throws CniException {
    List<IpAddress> found = new ArrayList<>();
    for (boolean v4 : families()) {
      found.add(find(v4));
    }
    found.forEach(this::occupy);
    return found;
  }

  /** As if given, also outside of the ranges: what an earlier configuration gave. */
  void occupy(IpAddress address) {
    taken.add(address);
    ranges.stream()
        .filter(range -> range.contains(Cidr.of(address)))
        .forEach(range -> last.put(range, address.low() - range.address().low()));
  }

  void giveBack(Collection<IpAddress> addresses) {
    taken.removeAll(new HashSet<>(addresses));
  }

  /** The last that was given of each range, for {@link #continueBehind}. */
  List<IpAddress> lastGiven() {
    return last.entrySet().stream()
        .map(entry -> address(entry.getKey(), entry.getValue()))
        .sorted()
        .toList();
  }

  /** Goes on where an earlier pool stopped. */
  void continueBehind(List<IpAddress> lastGiven) {
    Set<IpAddress> before = new HashSet<>(taken);
    lastGiven.forEach(this::occupy);
    taken.retainAll(before);
  }

  /** True for IPv4, in the order of the ranges. */
  List<Boolean> families() {
    return ranges.stream().map(range -> range.address().isV4()).distinct().toList();
  }

  private IpAddress find(boolean v4) throws CniException {
    for (Cidr range : ranges) {
      if (range.address().isV4() == v4) {
        long size = usable(range);
        long behind = last.getOrDefault(range, 0L);
        // Of more tries than addresses are taken, one is free.
        for (long i = 0; i < Math.min(size, taken.size() + 1L); i++) {
          IpAddress address = address(range, 1 + Math.floorMod(behind + i, size));
          if (!taken.contains(address)) {
            return address;
          }
        }
      }
    }
    throw new CniException(
        CniErrorCode.TRY_AGAIN,
        "address pool %s has no free %s address".formatted(name, v4 ? "IPv4" : "IPv6"),
        "delete pods, or give the pool more than " + ranges);
  }

  /** Without the first and the last. */
  private static long usable(Cidr range) {
    return (1L << Math.min(BITS - range.bits(), MOST_HOST_BITS)) - 2;
  }

  private static IpAddress address(Cidr range, long offset) {
    return new IpAddress(range.address().high(), range.address().low() + offset);
  }
}
