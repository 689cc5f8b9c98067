package io.sextant.history.block;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * Columns back to numbers, see {@link ColumnWriter}. A column is copied out of the block first, so
 * that no number can lead outside of it. Reused by one thread.
 */
final class ColumnReader {
  /** What is left of a long whose first bit is one of eight. */
  private static final int BITS_TOGETHER = 57;

  private byte[] bytes = new byte[4096];
  private long[] gaps = new long[256];
  private String name = "";
  private int at;
  private int end;

  private int form;
  private int width;
  private int count;
  private long lowest;
  private int gapWidth;

  /** Takes up the bytes of a column. */
  ColumnReader open(MemorySegment from, long offset, int length, Enum<?> column) {
    // A word is read at the last byte, too.
    if (length + Long.BYTES > bytes.length) {
      bytes = new byte[Math.max(length + Long.BYTES, 2 * bytes.length)];
    }
    MemorySegment.copy(from, ValueLayout.JAVA_BYTE, offset, bytes, 0, length);
    name = column.name();
    at = 0;
    end = length;
    return this;
  }

  int left() {
    return end - at;
  }

  byte[] bytes() {
    return bytes;
  }

  int at() {
    return at;
  }

  /** Bytes as they are. */
  void bytes(byte[] into, int length) {
    need(length);
    System.arraycopy(bytes, at, into, 0, length);
    at += length;
  }

  int get() {
    need(1);
    return bytes[at++] & 0xff;
  }

  int getInt() {
    need(Integer.BYTES);
    at += Integer.BYTES;
    return (int) ByteWriter.INTS.get(bytes, at - Integer.BYTES);
  }

  long getLong() {
    need(Long.BYTES);
    at += Long.BYTES;
    return (long) ByteWriter.LONGS.get(bytes, at - Long.BYTES);
  }

  /** Numbers of any form but a dictionary. */
  void longs(long[] into, int rows) {
    if (rows == 0) {
      return;
    }
    head();
    switch (form) {
      case ColumnWriter.CONSTANT -> Arrays.fill(into, 0, rows, lowest);
      case ColumnWriter.PACKED -> unpack(into, 0, rows, width, lowest);
      case ColumnWriter.DELTAS -> {
        into[0] = getLong();
        unpack(into, 1, rows - 1, width, lowest);
        for (int i = 1; i < rows; i++) {
          into[i] += into[i - 1];
        }
      }
      default -> throw broken("a dictionary where none is used");
    }
  }

  /** Small numbers of any form but steps. */
  void ints(int[] into, int rows) {
    head();
    switch (form) {
      case ColumnWriter.CONSTANT -> Arrays.fill(into, 0, rows, (int) lowest);
      case ColumnWriter.PACKED -> unpack(into, rows, width, (int) lowest);
      case ColumnWriter.DICTIONARY -> {
        long[] values = dictionary(rows);
        unpack(into, rows, width, 0);
        for (int i = 0; i < rows; i++) {
          into[i] = (int) values[checked(into[i])];
        }
      }
      default -> throw broken("steps where none are used");
    }
  }

  /**
   * The different numbers of a column, rising.
   *
   * @param limit that all numbers must be below
   * @return how many there are
   */
  int ids(int[] into, int rows, int limit) {
    head();
    if (form == ColumnWriter.CONSTANT) {
      count = 1;
      gapWidth = 0;
    } else if (form == ColumnWriter.DICTIONARY) {
      dictionary(rows);
    } else {
      throw broken("form " + form + " for numbers of the dictionary");
    }
    long value = lowest;
    for (int i = 0; i < count; i++) {
      value = i == 0 ? lowest : gaps[i];
      into[i] = (int) value;
    }
    if (lowest < 0 || value >= limit) {
      throw broken("numbers %d to %d of a dictionary of %d".formatted(lowest, value, limit));
    }
    return count;
  }

  /** Ranks of the rows' numbers among those that {@link #ids} gave just before. */
  void codes(int[] into, int rows) {
    if (form == ColumnWriter.CONSTANT) {
      Arrays.fill(into, 0, rows, 0);
      return;
    }
    unpack(into, rows, width, 0);
    int highest = 0;
    for (int i = 0; i < rows; i++) {
      highest = Math.max(highest, into[i]);
    }
    checked(highest);
  }

  /** The same for some rows only. */
  void codes(int[] into, int rows, int[] wanted) {
    if (form == ColumnWriter.CONSTANT) {
      for (int row : wanted) {
        into[row] = 0;
      }
      return;
    }
    int start = run(rows, width);
    for (int row : wanted) {
      into[row] = checked((int) packed(start, row, width));
    }
  }

  private int checked(int code) {
    if (code < 0 || code >= count) {
      throw broken("code " + code + " of " + count);
    }
    return code;
  }

  private void head() {
    form = get();
    if (form == ColumnWriter.CONSTANT) {
      lowest = getLong();
      return;
    }
    width = width();
    if (form == ColumnWriter.DICTIONARY) {
      count = getInt();
      lowest = getLong();
      gapWidth = width();
    } else if (form == ColumnWriter.PACKED || form == ColumnWriter.DELTAS) {
      lowest = getLong();
    } else {
      throw broken("form " + form);
    }
  }

  private int width() {
    int bits = get();
    if (bits > ColumnWriter.WIDEST && bits != Long.SIZE) {
      throw broken("a width of " + bits + " bits");
    }
    return bits;
  }

  /** The number of one row, of any form but a dictionary. */
  long longAt(int row, int rows) {
    head();
    return switch (form) {
      case ColumnWriter.CONSTANT -> lowest;
      case ColumnWriter.PACKED -> packed(run(rows, width), row, width) + lowest;
      case ColumnWriter.DELTAS -> {
        long first = getLong();
        yield first + row * lowest + sum(run(rows - 1, width), row, width);
      }
      default -> throw broken("a dictionary where none is used");
    };
  }

  /** The numbers up to one row, that of the row too, added up: of no form but these. */
  long sumTo(int row, int rows) {
    head();
    return switch (form) {
      case ColumnWriter.CONSTANT -> (row + 1) * lowest;
      case ColumnWriter.PACKED -> (row + 1) * lowest + sum(run(rows, width), row + 1, width);
      default -> throw broken("form " + form + " for steps");
    };
  }

  /** A small number of one row, of any form but steps. */
  int intAt(int row, int rows) {
    head();
    return switch (form) {
      case ColumnWriter.CONSTANT -> (int) lowest;
      case ColumnWriter.PACKED -> (int) (packed(run(rows, narrow()), row, width) + lowest);
      case ColumnWriter.DICTIONARY -> (int) valueAt(row, rows);
      default -> throw broken("steps where none are used");
    };
  }

  /** A number of the dictionary, of one row; must be below a limit. */
  int idAt(int row, int rows, int limit) {
    head();
    if (form != ColumnWriter.CONSTANT && form != ColumnWriter.DICTIONARY) {
      throw broken("form " + form + " for numbers of the dictionary");
    }
    long value = form == ColumnWriter.CONSTANT ? lowest : valueAt(row, rows);
    if (value < 0 || value >= limit) {
      throw broken("number %d of a dictionary of %d".formatted(value, limit));
    }
    return (int) value;
  }

  private long valueAt(int row, int rows) {
    checkDictionary(rows);
    int values = run(count - 1, gapWidth);
    int code = checked((int) packed(run(rows, width), row, width));
    return lowest + sum(values, code, gapWidth);
  }

  /**
   * Marks the rows that have one of a few numbers, a bit for each.
   *
   * @param limit that all numbers must be below
   */
  void mark(int[] wanted, int rows, int limit, long[] into) {
    head();
    if (form == ColumnWriter.CONSTANT) {
      count = 1;
      gaps[0] = lowest;
    } else if (form == ColumnWriter.DICTIONARY) {
      dictionary(rows);
    } else {
      throw broken("form " + form + " for numbers of the dictionary");
    }
    if (lowest < 0 || gaps[count - 1] >= limit) {
      throw broken(
          "numbers %d to %d of a dictionary of %d".formatted(lowest, gaps[count - 1], limit));
    }
    Arrays.fill(into, 0);
    int codes = form == ColumnWriter.CONSTANT ? 0 : run(rows, width);
    for (int number : wanted) {
      int code = Arrays.binarySearch(gaps, 0, count, number);
      if (code >= 0) {
        mark(code, codes, rows, into);
      }
    }
  }

  private void mark(int code, int codes, int rows, long[] into) {
    int bits = form == ColumnWriter.CONSTANT ? 0 : width;
    int row = bits == 0 ? 0 : markTogether(code, codes, rows, into);
    long mask = (1L << bits) - 1;
    long bit = ((long) codes << 3) + (long) row * bits;
    for (; row < rows; row++) {
      long word = (long) ByteWriter.LONGS.get(bytes, (int) (bit >>> 3));
      into[row >>> 6] |= (word >>> (bit & 7) & mask) == code ? 1L << row : 0;
      bit += bits;
    }
  }

  /**
   * Marks rows, some at a time: most groups have no code that is wanted, which one look tells.
   *
   * @return the first row that it did not look at
   */
  private int markTogether(int code, int codes, int rows, long[] into) {
    byte[] source = bytes;
    int bits = width;
    int together = BITS_TOGETHER / bits;
    long mask = (1L << bits) - 1;
    long lowest = 0;
    for (int i = 0; i < together; i++) {
      lowest |= 1L << i * bits;
    }
    long highest = lowest << bits - 1;
    long wanted = lowest * code;
    long bit = (long) codes << 3;
    int row = 0;
    for (; row <= rows - together; row += together) {
      long word = (long) ByteWriter.LONGS.get(source, (int) (bit >>> 3)) >>> (bit & 7);
      long other = word ^ wanted;
      // Not zero if a code is the wanted one: the first of them has its highest bit here.
      if (((other - lowest) & ~other & highest) != 0) {
        for (int i = 0; i < together; i++) {
          into[row + i >>> 6] |= (other >>> i * bits & mask) == 0 ? 1L << row + i : 0;
        }
      }
      bit += (long) together * bits;
    }
    return row;
  }

  /** Reads the dictionary's numbers to where they are kept. */
  private long[] dictionary(int rows) {
    checkDictionary(rows);
    if (count > gaps.length) {
      gaps = new long[Math.max(count, 2 * gaps.length)];
    }
    gaps[0] = lowest;
    unpack(gaps, 1, count - 1, gapWidth, 0);
    for (int i = 1; i < count; i++) {
      gaps[i] += gaps[i - 1];
    }
    return gaps;
  }

  private void checkDictionary(int rows) {
    if (count < 1 || count > rows || width > Integer.SIZE - 1 || gapWidth > Integer.SIZE) {
      throw broken(
          "a dictionary of %d numbers for %d rows, %d and %d bits each"
              .formatted(count, rows, gapWidth, width));
    }
  }

  private int run(int numbers, int bits) {
    int length = ColumnWriter.bytes(numbers, bits);
    need(length);
    int start = at;
    at += length;
    return start;
  }

  private void unpack(long[] into, int from, int numbers, int bits, long base) {
    int start = run(numbers, bits);
    if (bits == Long.SIZE) {
      for (int i = 0; i < numbers; i++) {
        into[from + i] = (long) ByteWriter.LONGS.get(bytes, start + Long.BYTES * i) + base;
      }
      return;
    }
    byte[] source = bytes;
    long mask = (1L << bits) - 1;
    long bit = (long) start << 3;
    for (int i = 0; i < numbers; i++) {
      long word = (long) ByteWriter.LONGS.get(source, (int) (bit >>> 3));
      into[from + i] = (word >>> (bit & 7) & mask) + base;
      bit += bits;
    }
  }

  /** The width of numbers that must be small. */
  private int narrow() {
    if (width > Integer.SIZE) {
      throw broken("a width of " + width + " bits for small numbers");
    }
    return width;
  }

  /** One number of a run. */
  private long packed(int start, int index, int bits) {
    if (bits == Long.SIZE) {
      return (long) ByteWriter.LONGS.get(bytes, start + Long.BYTES * index);
    }
    long bit = ((long) start << 3) + (long) index * bits;
    long word = (long) ByteWriter.LONGS.get(bytes, (int) (bit >>> 3));
    return word >>> (bit & 7) & ((1L << bits) - 1);
  }

  /** The first numbers of a run, added up. */
  private long sum(int start, int numbers, int bits) {
    long sum = 0;
    for (int i = 0; i < numbers; i++) {
      sum += packed(start, i, bits);
    }
    return sum;
  }

  private void unpack(int[] into, int numbers, int bits, int base) {
    if (bits > Integer.SIZE) {
      throw broken("a width of " + bits + " bits for small numbers");
    }
    int start = run(numbers, bits);
    byte[] source = bytes;
    long mask = (1L << bits) - 1;
    long bit = (long) start << 3;
    for (int i = 0; i < numbers; i++) {
      long word = (long) ByteWriter.LONGS.get(source, (int) (bit >>> 3));
      into[i] = (int) (word >>> (bit & 7) & mask) + base;
      bit += bits;
    }
  }

  private void need(int count) {
    if (count > end - at) {
      throw broken("needs " + count + " bytes more, " + (end - at) + " are left");
    }
  }

  BrokenBlockException broken(String found) {
    return new BrokenBlockException("column %s, byte %d of %d: %s".formatted(name, at, end, found));
  }
}
