package io.sextant.history.block;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What {@link ByteWriter} wrote, from bytes that may say anything: never reads past the end. */
final class ByteReader {
  private final String what;
  private byte[] bytes = new byte[0];
  private int at;
  private int end;

  /**
   * @param what is read, for messages
   */
  ByteReader(String what) {
    this.what = what;
  }

  ByteReader over(byte[] bytes, int from, int length) {
    this.bytes = bytes;
    this.at = from;
    this.end = from + length;
    return this;
  }

  int at() {
    return at;
  }

  int left() {
    return end - at;
  }

  void skip(int count) {
    need(count);
    at += count;
  }

  int get() {
    need(1);
    return bytes[at++] & 0xff;
  }

  int getInt() {
    need(Integer.BYTES);
    int value = (int) ByteWriter.INTS.get(bytes, at);
    at += Integer.BYTES;
    return value;
  }

  long getLong() {
    need(Long.BYTES);
    long value = (long) ByteWriter.LONGS.get(bytes, at);
    at += Long.BYTES;
    return value;
  }

  long getVarint() {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      int next = get();
      value |= (long) (next & 0x7f) << shift;
      if (next < 0x80) {
        return value;
      }
    }
    throw broken("a number of more than 64 bits");
  }

  long getSigned() {
    long value = getVarint();
    return value >>> 1 ^ -(value & 1);
  }

  /** A count of things that take at least a byte each, so that no more are made than can be. */
  int getCount() {
    long count = getVarint();
    if (count < 0 || count > left()) {
      throw broken("a count of " + count + " where only " + left() + " bytes are left");
    }
    return (int) count;
  }

  /** A number below a limit. */
  int getBelow(int limit, String name) {
    long value = getVarint();
    if (value < 0 || value >= limit) {
      throw broken("%s %d of %d".formatted(name, value, limit));
    }
    return (int) value;
  }

  String getString() {
    long head = getVarint();
    boolean wide = (head & ByteWriter.WIDE) != 0;
    long length = (head >>> 1) << (wide ? 1 : 0);
    if (length < 0 || length > left()) {
      throw broken("a text of " + length + " bytes where only " + left() + " are left");
    }
    String text =
        new String(
            bytes,
            at,
            (int) length,
            wide ? StandardCharsets.UTF_16LE : StandardCharsets.ISO_8859_1);
    if (wide) {
      text = withLoneSurrogates(text, (int) length / 2);
    }
    at += (int) length;
    return text;
  }

  /** A charset replaces halves of pairs; those are put back as they were. */
  private String withLoneSurrogates(String decoded, int length) {
    if (decoded.indexOf('\ufffd') < 0) {
      return decoded;
    }
    char[] chars = new char[length];
    for (int i = 0; i < length; i++) {
      chars[i] = (char) ((bytes[at + 2 * i] & 0xff) | (bytes[at + 2 * i + 1] & 0xff) << 8);
    }
    return new String(chars);
  }

  List<String> getStrings() {
    int count = getCount();
    if (count == 0) {
      return List.of();
    }
    List<String> texts = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      texts.add(getString());
    }
    return List.copyOf(texts);
  }

  BrokenBlockException broken(String found) {
    return new BrokenBlockException(what + ", byte " + at + ": " + found);
  }

  private void need(int count) {
    if (count < 0 || count > end - at) {
      throw broken("needs " + count + " bytes more, " + (end - at) + " are left");
    }
  }
}
