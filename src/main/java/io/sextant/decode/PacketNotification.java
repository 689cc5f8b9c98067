package io.sextant.decode;

/**
 * A notification with the packet that it is about. Common header:
 *
 * <pre>
 *  0      1         2        4      8          12        14        15        16
 *  | type | subtype | source | hash | len_orig | len_cap | version | ext_ver | ...
 * </pre>
 *
 * The captured length is not used: the packet is the rest of the sample.
 */
public abstract sealed class PacketNotification extends Notification
    permits DropNotify, TraceNotify, PolicyVerdictNotify, DebugCapture {
  private final Packet packet;

  PacketNotification(Packet packet) {
    this.packet = packet;
  }

  /** Number of the endpoint whose program wrote the notification; 0 for the host's programs. */
  public final int source() {
    return u16(2);
  }

  /** Bytes of the packet before it was cut to what was captured. */
  public final int packetLength() {
    return i32(8);
  }

  /** Headers of the packet. */
  public final Packet packet() {
    return packet;
  }
}
