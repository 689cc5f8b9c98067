package io.sextant.datapath.sys;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * A request to rtnetlink while it is built: {@code struct nlmsghdr}, the fixed struct of its type,
 * attributes.
 *
 * <pre>
 *   0 length   4 type   6 flags   8 sequence   12 port   16 struct …   attributes, each at 4 bytes:
 *                                                                      0 length  2 type  4 value
 * </pre>
 */
final class RouteMessage {
  static final int HEADER = 16;
  static final int CREATE = 0x400;
  static final int EXCLUSIVE = 0x200;
  static final int REPLACE = 0x100;

  /** All there are, in place of one. */
  static final int DUMP = 0x300;

  private static final int REQUEST = 0x1;
  private static final int ACK = 0x4;
  private static final int SIZE = 1024;

  private final ByteBuffer buffer = ByteBuffer.allocate(SIZE).order(ByteOrder.nativeOrder());

  RouteMessage(int type, int flags) {
    int answered = flags == DUMP ? REQUEST : REQUEST | ACK;
    buffer.putInt(0).putShort((short) type).putShort((short) (answered | flags));
    buffer.putInt(0).putInt(0);
  }

  RouteMessage u8(int... values) {
    for (int value : values) {
      buffer.put((byte) value);
    }
    return this;
  }

  RouteMessage u16(int value) {
    buffer.putShort((short) value);
    return this;
  }

  RouteMessage u32(int... values) {
    for (int value : values) {
      buffer.putInt(value);
    }
    return this;
  }

  RouteMessage number(int type, int value) {
    return nest(type, inner -> inner.u32(value));
  }

  RouteMessage text(int type, String value) {
    return nest(
        type, inner -> inner.buffer.put(value.getBytes(StandardCharsets.UTF_8)).put((byte) 0));
  }

  RouteMessage bytes(int type, byte... value) {
    return nest(type, inner -> inner.buffer.put(value));
  }

  /** An attribute whose value is what the given writer appends. */
  RouteMessage nest(int type, Consumer<RouteMessage> value) {
    int start = buffer.position();
    buffer.putShort((short) 0).putShort((short) type);
    value.accept(this);
    buffer.putShort(start, (short) (buffer.position() - start));
    while (buffer.position() % 4 != 0) {
      buffer.put((byte) 0);
    }
    return this;
  }

  /** The finished message. */
  byte[] finish(int sequence) {
    buffer.putInt(0, buffer.position()).putInt(8, sequence);
    return java.util.Arrays.copyOf(buffer.array(), buffer.position());
  }
}
