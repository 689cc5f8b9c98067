package io.sextant.decode;

/** A view of a struct of the datapath at the start of a sample. */
public abstract sealed class Notification implements DatapathEvent
    permits PacketNotification, DebugMsg, TraceSockNotify {
  private static final byte[] NOTHING = {};

  private byte[] buffer = NOTHING;
  private int offset;

  Notification() {}

  final void wrap(byte[] buffer, int offset) {
    this.buffer = buffer;
    this.offset = offset;
  }

  /** Byte 0, one of {@code flow.EventType}. */
  public final int type() {
    return u8(0);
  }

  /** Byte 1; its meaning depends on the type. */
  public final int subType() {
    return u8(1);
  }

  final int u8(int at) {
    return Wire.u8(buffer, offset + at);
  }

  final int u16(int at) {
    return Wire.u16le(buffer, offset + at);
  }

  final int i32(int at) {
    return Wire.i32le(buffer, offset + at);
  }

  final long i64(int at) {
    return Wire.i64le(buffer, offset + at);
  }

  /** First half of a 16-byte address; IPv4 ones stand in the first four bytes. */
  final long addressHigh(int at, boolean ipv6) {
    return ipv6 ? Wire.i64be(buffer, offset + at) : 0;
  }

  final long addressLow(int at, boolean ipv6) {
    return ipv6
        ? Wire.i64be(buffer, offset + at + 8)
        : io.sextant.flow.IpAddress.v4Low(Wire.i32be(buffer, offset + at));
  }
}
