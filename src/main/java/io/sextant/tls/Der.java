package io.sextant.tls;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** The few ASN.1 values that a private key is wrapped in: tag, length, content. */
final class Der {
  static final int INTEGER = 0x02;
  static final int OCTETS = 0x04;
  static final int SEQUENCE = 0x30;

  private Der() {}

  /** One value of the joined contents. */
  static byte[] value(int tag, byte[]... contents) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (byte[] part : contents) {
      content.writeBytes(part);
    }
    ByteArrayOutputStream value = new ByteArrayOutputStream();
    value.write(tag);
    int length = content.size();
    if (length >= 0x80) {
      int bytes = (39 - Integer.numberOfLeadingZeros(length)) / 8;
      value.write(0x80 | bytes);
      for (int i = bytes - 1; i >= 0; i--) {
        value.write(length >>> (8 * i));
      }
    } else {
      value.write(length);
    }
    value.writeBytes(content.toByteArray());
    return value.toByteArray();
  }

  /**
   * Content of the first value with a tag among those that stand in a sequence; empty if there is
   * none.
   *
   * @throws IllegalArgumentException if the lengths make no sense
   */
  static byte[] find(byte[] sequence, int tag) {
    Cursor outer = new Cursor(sequence, 0);
    Cursor inner = new Cursor(sequence, outer.contentAt);
    while (inner.tag != tag) {
      if (inner.end >= outer.end) {
        return new byte[0];
      }
      inner = new Cursor(sequence, inner.end);
    }
    return Arrays.copyOfRange(sequence, inner.contentAt, inner.end);
  }

  /** One value in its place. */
  private static final class Cursor {
    final int tag;
    final int contentAt;
    final int end;

    Cursor(byte[] bytes, int at) {
      try {
        tag = bytes[at] & 0xff;
        int first = bytes[at + 1] & 0xff;
        int lengthBytes = first < 0x80 ? 0 : first & 0x7f;
        int length = first < 0x80 ? first : 0;
        for (int i = 0; i < lengthBytes; i++) {
          length = (length << 8) | (bytes[at + 2 + i] & 0xff);
        }
        contentAt = at + 2 + lengthBytes;
        end = Math.addExact(contentAt, length);
      } catch (ArrayIndexOutOfBoundsException | ArithmeticException e) {
        throw new IllegalArgumentException("its structure is broken", e);
      }
      if (end < contentAt || end > bytes.length) {
        throw new IllegalArgumentException("its structure is broken");
      }
    }
  }
}
