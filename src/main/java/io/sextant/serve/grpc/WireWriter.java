package io.sextant.serve.grpc;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Writes protobuf's wire format from the end to the start, so that the length of a message is known
 * when its prefix is due and nothing is walked through twice:
 *
 * <pre>
 *   buffer   |  free        | tag | length | last field ... first written |
 *                           ^ start                                        ^ buffer.length
 * </pre>
 *
 * Callers write the fields of a message from the highest number to the lowest, then close the
 * message. Fields with their default value are left out, as proto3 does. One thread's; it keeps its
 * buffer, and nothing is allocated per message.
 */
final class WireWriter {
  private static final int FIRST_CAPACITY = 2048;
  private static final int VARINT = 0;
  private static final int LENGTH_DELIMITED = 2;
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private byte[] buffer = new byte[FIRST_CAPACITY];
  private int start = buffer.length;

  /** Forgets what was written. */
  void clear() {
    start = buffer.length;
  }

  /** Bytes written so far; also the mark that {@link #close} takes. */
  int size() {
    return buffer.length - start;
  }

  /** Where the written bytes begin in {@link #buffer}; they reach to its end. */
  int start() {
    return start;
  }

  /** Valid until the next write. */
  byte[] buffer() {
    return buffer;
  }

  byte[] toBytes() {
    return Arrays.copyOfRange(buffer, start, buffer.length);
  }

  /** Makes a message of what was written since the mark, be it nothing. */
  void close(int field, int mark) {
    varint(size() - mark);
    tag(field, LENGTH_DELIMITED);
  }

  /** Of any integer type; 32-bit ones that are unsigned come without sign extension. */
  void number(int field, long value) {
    if (value != 0) {
      varint(value);
      tag(field, VARINT);
    }
  }

  void unsigned(int field, int value) {
    number(field, Integer.toUnsignedLong(value));
  }

  void flag(int field, boolean value) {
    number(field, value ? 1 : 0);
  }

  void text(int field, String text) {
    if (!text.isEmpty()) {
      element(field, text);
    }
  }

  void texts(int field, List<String> texts) {
    for (int i = texts.size() - 1; i >= 0; i--) {
      element(field, texts.get(i));
    }
  }

  /** Bytes of a text or message that were made before. */
  void bytes(int field, byte[] bytes) {
    raw(bytes, 0, bytes.length);
    varint(bytes.length);
    tag(field, LENGTH_DELIMITED);
  }

  /** Fields that were made before, with their tags. */
  void raw(byte[] bytes, int from, int length) {
    reserve(length);
    start -= length;
    System.arraycopy(bytes, from, buffer, start, length);
  }

  /** A UUID as 36 characters (RFC 9562, section 4). */
  void uuid(int field, long high, long low) {
    reserve(36);
    hex(low, 12);
    buffer[--start] = '-';
    hex(low >>> 48, 4);
    buffer[--start] = '-';
    hex(high, 4);
    buffer[--start] = '-';
    hex(high >>> 16, 4);
    buffer[--start] = '-';
    hex(high >>> 32, 8);
    varint(36);
    tag(field, LENGTH_DELIMITED);
  }

  /** 48 bits in lower-case hex with colons. */
  void mac(int field, long bits) {
    reserve(17);
    hex(bits, 2);
    for (int shift = 8; shift < 48; shift += 8) {
      buffer[--start] = ':';
      hex(bits >>> shift, 2);
    }
    varint(17);
    tag(field, LENGTH_DELIMITED);
  }

  private void element(int field, String text) {
    int length = text.length();
    reserve(length);
    int from = start - length;
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        bytes(field, text.getBytes(StandardCharsets.UTF_8));
        return;
      }
      buffer[from + i] = (byte) c;
    }
    start = from;
    varint(length);
    tag(field, LENGTH_DELIMITED);
  }

  private void hex(long bits, int digits) {
    for (int i = 0; i < digits; i++) {
      buffer[--start] = HEX[(int) (bits >>> (4 * i)) & 0xf];
    }
  }

  private void tag(int field, int type) {
    varint((long) field << 3 | type);
  }

  private void varint(long value) {
    if ((value & ~0x7fL) == 0) {
      reserve(1);
      buffer[--start] = (byte) value;
      return;
    }
    int length = (70 - Long.numberOfLeadingZeros(value)) / 7;
    reserve(length);
    start -= length;
    long rest = value;
    for (int i = 0; i < length - 1; i++) {
      buffer[start + i] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    buffer[start + length - 1] = (byte) rest;
  }

  private void reserve(int length) {
    if (length > start) {
      int size = size();
      byte[] larger = new byte[Math.max(2 * buffer.length, size + length + FIRST_CAPACITY)];
      System.arraycopy(buffer, start, larger, larger.length - size, size);
      buffer = larger;
      start = larger.length - size;
    }
  }
}
