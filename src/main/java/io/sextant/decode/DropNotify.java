package io.sextant.decode;

/** A dropped packet ({@code struct drop_notify}); the subtype is the reason. */
public final class DropNotify extends PacketNotification {
  static final int MIN_LENGTH = 36;

  DropNotify(Packet packet) {
    super(packet);
  }

  /** Length of the struct in this version, or -1 for an unknown one. */
  static int lengthOf(int version) {
    return switch (version) {
      case 0, 1 -> 36;
      case 2 -> 40;
      case 3 -> 48;
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

  public int line() {
    return u16(28);
  }

  /** See {@code flow.DatapathFile}. */
  public int file() {
    return u8(30);
  }

  /** Signed detail of some reasons, such as the result of a route look-up. */
  public int extError() {
    return (byte) u8(31);
  }

  public int interfaceIndex() {
    return i32(32);
  }

  /** See {@link ClassifierFlags}; versions before 2 have none. */
  public int flags() {
    return version() >= 2 ? u8(36) : 0;
  }

  /** Packet trace id from an IP option; 0 for none. */
  public long ipTraceId() {
    return version() >= 3 ? i64(40) : 0;
  }
}
