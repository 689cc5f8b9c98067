package io.sextant.policy;

import io.sextant.flow.L4Protocol;
import java.util.ArrayList;
import java.util.List;

/**
 * Destination ports of a protocol; for ICMP the type stands in the port's place.
 *
 * @param protocol or {@link L4Protocol#NONE} for all protocols, then with all ports
 * @param first lowest port, 0 to 65,535
 * @param last highest port
 */
public record PortRange(L4Protocol protocol, int first, int last) implements Ports {
  private static final int MAX = 0xffff;
  private static final int LAST_TYPE = 0xff;

  /** All protocols and ports. */
  public static final PortRange ANY = new PortRange(L4Protocol.NONE, 0, MAX);

  public PortRange {
    if (first < 0 || last > MAX || first > last) {
      throw new IllegalArgumentException(
          "ports %d to %d: from 0 up to 65535 is possible".formatted(first, last));
    }
    if (protocol == L4Protocol.NONE && (first != 0 || last != MAX)) {
      throw new IllegalArgumentException("ports %d to %d need a protocol".formatted(first, last));
    }
    boolean all = first == 0 && last == MAX;
    if (!all && (last(protocol) == 0 || last > last(protocol))) {
      throw new IllegalArgumentException(
          last(protocol) == 0
              ? "%s has no ports: only all of it can be named".formatted(protocol.text())
              : "%s types %d to %d: from 0 up to %d is possible"
                  .formatted(protocol.text(), first, last, last(protocol)));
    }
  }

  public static PortRange tcp(int port) {
    return new PortRange(L4Protocol.TCP, port, port);
  }

  public static PortRange udp(int port) {
    return new PortRange(L4Protocol.UDP, port, port);
  }

  /** All ports, or types, of a protocol. */
  public static PortRange all(L4Protocol protocol) {
    return new PortRange(protocol, 0, MAX);
  }

  /** Whether a packet's port, or ICMP type, is meant. */
  boolean contains(L4Protocol asked, int port) {
    return protocol == L4Protocol.NONE || (protocol == asked && first <= port && port <= last);
  }

  /** The highest port, or type, that a protocol can have; 0 where it has none. */
  static int last(L4Protocol protocol) {
    return switch (protocol) {
      case TCP, UDP, SCTP -> MAX;
      case ICMPv4, ICMPv6 -> LAST_TYPE;
      case NONE, VRRP, IGMP -> 0;
    };
  }

  /** As in {@code TCP port 443} or {@code UDP ports 8000 to 8999}. */
  @Override
  public String toString() {
    if (protocol == L4Protocol.NONE) {
      return "any protocol";
    }
    if (first == 0 && last == MAX) {
      return "any " + protocol.text();
    }
    String noun = protocol.hasPorts() ? "port" : "type";
    return first == last
        ? "%s %s %d".formatted(protocol.text(), noun, first)
        : "%s %ss %d to %d".formatted(protocol.text(), noun, first, last);
  }

  /** Ports that share their leading bits. */
  record Block(int port, int prefixLength) {}

  /** The fewest blocks that are this range, lowest first; at most 30. */
  List<Block> blocks() {
    List<Block> blocks = new ArrayList<>();
    int from = first;
    while (from <= last) {
      int bits = Math.min(Integer.numberOfTrailingZeros(from | MAX + 1), log2(last - from + 1));
      blocks.add(new Block(from, 16 - bits));
      from += 1 << bits;
    }
    return blocks;
  }

  private static int log2(int n) {
    return 31 - Integer.numberOfLeadingZeros(n);
  }
}
