package io.sextant.decode;

import io.sextant.flow.L4Protocol;

/**
 * A socket whose service address was translated ({@code struct trace_sock_notify}); the subtype is
 * the translation point. It does not have the common header.
 */
public final class TraceSockNotify extends Notification {
  static final int LENGTH = 40;

  private static final int IPV6 = 0x01;
  private static final int ADDRESS = 24;

  TraceSockNotify() {}

  /** {@link L4Protocol#NONE} when the datapath did not know. */
  public L4Protocol protocol() {
    return switch (u8(2)) {
      case 1 -> L4Protocol.TCP;
      case 2 -> L4Protocol.UDP;
      default -> L4Protocol.NONE;
    };
  }

  public boolean ipv6() {
    return (u8(3) & IPV6) != 0;
  }

  public int destinationPort() {
    return u16(4);
  }

  public long cookie() {
    return i64(8);
  }

  public long cgroupId() {
    return i64(16);
  }

  public long destinationHigh() {
    return addressHigh(ADDRESS, ipv6());
  }

  public long destinationLow() {
    return addressLow(ADDRESS, ipv6());
  }

  /** Whether the packets go from the backend to the client. */
  public boolean reverse() {
    return subType() == 3 || subType() == 4;
  }
}
