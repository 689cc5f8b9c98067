package io.sextant.history.rollup;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Numbers of variable length and texts: written to bytes that grow, read from a buffer. */
final class Bytes {
  private static final int LONGEST = 10;
  private static final int MORE = 0x80;

  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private byte[] bytes = new byte[4096];
  private int size;

  int size() {
    return size;
  }

  void clear() {
    size = 0;
  }

  /** Forgets what was written behind. */
  void size(int size) {
    this.size = size;
  }

  byte[] array() {
    return bytes;
  }

  /** What was written, as a view. */
  ByteBuffer view() {
    return ByteBuffer.wrap(bytes, 0, size).slice().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Makes room for so many bytes more and counts them as written; gives where they begin. */
  int skip(int count) {
    if (size + count > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + count));
    }
    size += count;
    return size - count;
  }

  void put(int value) {
    bytes[skip(1)] = (byte) value;
  }

  void put(byte[] from, int offset, int length) {
    int at = skip(length);
    System.arraycopy(from, offset, bytes, at, length);
  }

  void putNumber(long value) {
    int at = skip(LONGEST);
    size = put(bytes, at, value);
  }

  /** A number of so many bytes, the lowest first. */
  void putFixed(int value, int width) {
    int at = skip(width);
    for (int i = 0; i < width; i++) {
      bytes[at + i] = (byte) (value >>> (Byte.SIZE * i));
    }
  }

  private static int put(byte[] into, int start, long value) {
    int at = start;
    long left = value;
    while ((left & -MORE) != 0) {
      into[at++] = (byte) (left | MORE);
      left >>>= 7;
    }
    into[at++] = (byte) left;
    return at;
  }

  /** Small ones of either sign are short. */
  void putSigned(long value) {
    putNumber(value << 1 ^ value >> 63);
  }

  void putText(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    putNumber(utf8.length);
    put(utf8, 0, utf8.length);
  }

  void putTexts(List<String> texts) {
    putNumber(texts.size());
    texts.forEach(this::putText);
  }

  /** What {@link #putFixed} wrote; four bytes must be there. */
  static int fixed(byte[] from, int at, int width) {
    return (int) INTS.get(from, at) & ((1 << (Byte.SIZE * width)) - 1);
  }

  static long number(ByteBuffer from) {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      byte next = get(from);
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new BrokenRollupException("a number is longer than 64 bits");
  }

  static long signed(ByteBuffer from) {
    long value = number(from);
    return value >>> 1 ^ -(value & 1);
  }

  /** A number below a limit. */
  static int below(ByteBuffer from, int limit, String what) {
    return checkBelow(number(from), limit, what);
  }

  static int checkBelow(long value, int limit, String what) {
    if (value < 0 || value >= limit) {
      throw new BrokenRollupException(
          "%s %s: must be below %d".formatted(what, Long.toUnsignedString(value), limit));
    }
    return (int) value;
  }

  static String text(ByteBuffer from) {
    byte[] utf8 = new byte[below(from, from.remaining() + 1, "length of a text")];
    if (utf8.length > from.remaining()) {
      throw new BrokenRollupException("a text ends too early");
    }
    from.get(utf8);
    return new String(utf8, StandardCharsets.UTF_8);
  }

  static List<String> texts(ByteBuffer from) {
    int count = below(from, from.remaining() + 1, "number of texts");
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      texts.add(text(from));
    }
    return texts;
  }

  private static byte get(ByteBuffer from) {
    try {
      return from.get();
    } catch (BufferUnderflowException e) {
      throw new BrokenRollupException("the bytes end too early");
    }
  }
}
