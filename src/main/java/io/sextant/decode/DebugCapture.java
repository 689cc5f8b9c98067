package io.sextant.decode;

/** A packet captured for debugging ({@code struct debug_capture_msg}); the subtype is the point. */
public final class DebugCapture extends PacketNotification {
  static final int LENGTH = 24;

  DebugCapture(Packet packet) {
    super(packet);
  }

  /** Index of the network device at the points that have one; 0 elsewhere. */
  public int interfaceIndex() {
    return switch (subType()) {
      case 4, 5, 6, 7, 10, 11 -> i32(16);
      default -> 0;
    };
  }

  /**
   * Port of the proxy before and after it, 0 elsewhere; all four bytes are swapped, as Hubble does.
   */
  public int proxyPort() {
    return switch (subType()) {
      case 8, 9 -> Integer.reverseBytes(i32(16));
      default -> 0;
    };
  }
}
