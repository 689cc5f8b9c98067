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
