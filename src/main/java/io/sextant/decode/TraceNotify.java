package io.sextant.decode;

import io.sextant.flow.IpAddress;

/** A packet at an observation point ({@code struct trace_notify}); the subtype is the point. */
public final class TraceNotify extends PacketNotification {
  static final int MIN_LENGTH = 32;

  private static final int TO_PROXY = 1;
  private static final int ENCRYPTED = 0x80;
  private static final int ORIGINAL_SOURCE = 32;

  TraceNotify(Packet packet) {
    super(packet);
  }

  /** Length of the struct in this version, or -1 for an unknown one. */
  static int lengthOf(int version) {
    return switch (version) {
      case 0 -> 32;
      case 1 -> 48;
      case 2 -> 56;
      default -> -1;
    };
  }

  public int version() {
    return u8(14);
  }

  /** Security identity of the source, 0 for unknown. */
  public int sourceIdentity() {
    return i32(16);
  }

  /** Security identity of the destination, 0 for unknown. */
  public int destinationIdentity() {
    return i32(20);
  }

  /** Number of the endpoint that the packet goes to; 0 for none. */
  public int destinationId() {
    return subType() == TO_PROXY ? 0 : u16(24);
  }

  /** Port of the proxy that the packet goes to; 0 at other points. */
  public int proxyPort() {
    return subType() == TO_PROXY ? u16(24) : 0;
  }

  public boolean encrypted() {
    return (u8(26) & ENCRYPTED) != 0;
  }

  /** What connection tracking said. */
  public TraceReason reason() {
    return TraceReason.ofNumber(reasonNumber());
  }

  public int reasonNumber() {
    return u8(26) & ~ENCRYPTED;
  }

  /** See {@link ClassifierFlags}. */
  public int flags() {
    return u8(27);
  }

  /** Index of the network device; 0 for unknown. */
  public int interfaceIndex() {
    return i32(28);
  }

  /** Whether the source address was another one before translation. */
  public boolean hasOriginalSource() {
    return version() >= 1 && !unspecified(originalSourceHigh(), originalSourceLow());
  }

  public long originalSourceHigh() {
    return addressHigh(ORIGINAL_SOURCE, (flags() & ClassifierFlags.IPV6) != 0);
  }

  public long originalSourceLow() {
    return addressLow(ORIGINAL_SOURCE, (flags() & ClassifierFlags.IPV6) != 0);
  }

  /** Packet trace id from an IP option; 0 for none. */
  public long ipTraceId() {
    return version() >= 2 ? i64(48) : 0;
  }

  private static boolean unspecified(long high, long low) {
    return high == 0 && (low == 0 || low == IpAddress.v4Low(0));
  }
}
