package io.sextant.history.block;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/** Bytes that grow, little endian. Strings keep each of their characters, whatever it is. */
final class ByteWriter {
  static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** Low bit of a string's length: two bytes a character instead of one. */
  static final int WIDE = 1;

  private static final int LONGEST_VARINT = 10;

  private byte[] bytes;
  private char[] chars = new char[256];
  private int size;

  ByteWriter(int capacity) {
    bytes = new byte[capacity];
  }

  byte[] bytes() {
    return bytes;
  }

  int size() {
    return size;
  }

  void size(int size) {
    reserve(size - this.size);
    this.size = size;
  }

  void clear() {
    size = 0;
  }

  /** Makes room for so many bytes more. */
  void reserve(int more) {
    if (size + more > bytes.length || size + more < 0) {
      bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(size, more), 2 * bytes.length));
    }
  }

  void put(int value) {
    reserve(1);
    bytes[size++] = (byte) value;
  }

  void putInt(int value) {
    reserve(Integer.BYTES);
    INTS.set(bytes, size, value);
    size += Integer.BYTES;
  }

  void putLong(long value) {
    reserve(Long.BYTES);
    LONGS.set(bytes, size, value);
    size += Long.BYTES;
  }

  void putInt(int at, int value) {
    INTS.set(bytes, at, value);
  }

  void putLong(int at, long value) {
    LONGS.set(bytes, at, value);
  }

  void putBytes(byte[] from, int offset, int length) {
    reserve(length);
    System.arraycopy(from, offset, bytes, size, length);
    size += length;
  }

  /** Seven bits a byte, lowest first. */
  void putVarint(long value) {
    reserve(LONGEST_VARINT);
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      bytes[size++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[size++] = (byte) rest;
  }

  /** Small numbers of either sign are short. */
  void putSigned(long value) {
    putVarint(value << 1 ^ value >> 63);
  }

  void putString(String text) {
    putString(text, 0, text.length());
  }

  /** One byte a character, or two for all when one of them needs it. */
  void putString(String text, int from, int to) {
    int length = to - from;
    if (length > chars.length) {
      chars = new char[Math.max(length, 2 * chars.length)];
    }
    text.getChars(from, to, chars, 0);
    int start = size;
    putVarint((long) length << 1);
    reserve(length);
    if (narrow(chars, bytes, size, length)) {
      size += length;
    } else {
      size = start;
      putWide(length);
    }
  }

  /** Whether all characters are of one byte, which are written. */
  private static boolean narrow(char[] from, byte[] to, int at, int length) {
    int all = 0;
    for (int i = 0; i < length; i++) {
      all |= from[i];
      to[at + i] = (byte) from[i];
    }
    return all <= 0xff;
  }

  private void putWide(int length) {
    putVarint((long) length << 1 | WIDE);
    reserve(2 * length);
    for (int i = 0; i < length; i++) {
      bytes[size++] = (byte) chars[i];
      bytes[size++] = (byte) (chars[i] >>> 8);
    }
  }

  void putStrings(List<String> texts) {
    putVarint(texts.size());
    for (int i = 0; i < texts.size(); i++) {
      putString(texts.get(i));
    }
  }
}
