package io.sextant.cli;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads protobuf's wire format, of bytes that were written by this process. */
final class WireBytes {
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int LENGTH = 2;
  private static final int FIXED32 = 5;

  private final byte[] bytes;
  private int position;

  WireBytes(byte[] bytes) {
    this.bytes = bytes;
  }

  int position() {
    return position;
  }

  int end() {
    return bytes.length;
  }

  void moveTo(int position) {
    this.position = position;
  }

  int tag() {
    return (int) varint();
  }

  long varint() {
    byte first = bytes[position++];
    if (first >= 0) {
      return first;
    }
    long value = first & 0x7f;
    for (int shift = 7; ; shift += 7) {
      byte next = bytes[position++];
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
  }

  int fixed32() {
    int value = 0;
    for (int i = 0; i < 4; i++) {
      value |= (bytes[position++] & 0xff) << (8 * i);
    }
    return value;
  }

  long fixed64() {
    return (fixed32() & 0xffff_ffffL) | ((long) fixed32() << 32);
  }

  /** Reads a length; where what is so long ends. */
  int length() {
    int length = (int) varint();
    return position + length;
  }

  byte[] bytes() {
    int end = length();
    byte[] copy = Arrays.copyOfRange(bytes, position, end);
    position = end;
    return copy;
  }

  String text(int end) {
    String text = new String(bytes, position, end - position, StandardCharsets.UTF_8);
    position = end;
    return text;
  }

  /** Appends text up to there that JSON takes as it is; false as soon as something else comes. */
  boolean appendPlain(StringBuilder out, int end) {
    for (int i = position; i < end; i++) {
      byte b = bytes[i];
      if (b < ' ' || b == '"' || b == '\\' || b == 0x7f) {
        return false;
      }
    }
    out.append(new String(bytes, position, end - position, StandardCharsets.ISO_8859_1));
    position = end;
    return true;
  }

  /** Over the value of a field. */
  void skip(int tag) {
    switch (tag & 7) {
      case VARINT -> {
        while (bytes[position++] < 0) {
          // Goes on.
        }
      }
      case FIXED64 -> position += 8;
      case LENGTH -> position = length();
      case FIXED32 -> position += 4;
      default -> throw new IllegalStateException("no wire type " + (tag & 7));
    }
  }
}
