package io.sextant.history.ledger;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Numbers and texts of a record, little endian. */
final class RecordBytes {
  private static final int TEXT_HEAD = Integer.BYTES;

  private RecordBytes() {}

  static ByteBuffer of(int fixedLength, byte[]... texts) {
    int length = fixedLength;
    for (byte[] text : texts) {
      length += TEXT_HEAD + text.length;
    }
    return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
  }

  static ByteBuffer read(byte[] record) {
    return ByteBuffer.wrap(record).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** What was put so far. */
  static byte[] bytes(ByteBuffer out) {
    byte[] bytes = new byte[out.position()];
    out.get(0, bytes);
    return bytes;
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static void putText(ByteBuffer out, byte[] text) {
    out.putInt(text.length).put(text);
  }

  static String text(ByteBuffer in) {
    int length = in.getInt();
    if (length < 0 || length > in.remaining()) {
      throw new IllegalArgumentException(
          "a text of " + length + " bytes where " + in.remaining() + " are left");
    }
    byte[] text = new byte[length];
    in.get(text);
    return new String(text, StandardCharsets.UTF_8);
  }
}
