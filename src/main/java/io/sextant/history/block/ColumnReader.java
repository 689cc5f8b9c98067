package io.sextant.history.block;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * Columns back to numbers, see {@link ColumnWriter}. A column is copied out of the block first, so
 * that no number can lead outside of it. Reused by one thread.
 */
final class ColumnReader {
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
      case ColumnWriter.PACKED -> run(rows, width).unpack(into, 0, rows, lowest);
      case ColumnWriter.DELTAS -> {
        into[0] = getLong();
        run(rows - 1, width).unpack(into, 1, rows - 1, lowest);
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
      case ColumnWriter.PACKED -> run(rows, narrow()).unpack(into, rows, (int) lowest);
      case ColumnWriter.DICTIONARY -> {
        long[] values = dictionary(rows);
        run(rows, narrow()).unpack(into, rows, 0);
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
    run(rows, narrow()).unpack(into, rows, 0);
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
    PackedRun codes = run(rows, width);
    for (int row : wanted) {
      into[row] = checked((int) codes.at(row));
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
      case ColumnWriter.PACKED -> run(rows, width).at(row) + lowest;
      case ColumnWriter.DELTAS -> {
        long first = getLong();
        yield first + row * lowest + run(rows - 1, width).sum(row);
      }
      default -> throw broken("a dictionary where none is used");
    };
  }

  /** The numbers up to one row, that of the row too, added up: of no form but these. */
  long sumTo(int row, int rows) {
    head();
    return switch (form) {
      case ColumnWriter.CONSTANT -> (row + 1) * lowest;
      case ColumnWriter.PACKED -> (row + 1) * lowest + run(rows, width).sum(row + 1);
      default -> throw broken("form " + form + " for steps");
    };
  }

  /** A small number of one row, of any form but steps. */
  int intAt(int row, int rows) {
    head();
    return switch (form) {
      case ColumnWriter.CONSTANT -> (int) lowest;
      case ColumnWriter.PACKED -> (int) (run(rows, narrow()).at(row) + lowest);
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
    PackedRun values = run(count - 1, gapWidth);
    int code = checked((int) run(rows, width).at(row));
    return lowest + values.sum(code);
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
    PackedRun codes = form == ColumnWriter.CONSTANT ? new PackedRun(bytes, 0, 0) : run(rows, width);
    for (int number : wanted) {
      int code = Arrays.binarySearch(gaps, 0, count, number);
      if (code >= 0) {
        codes.mark(code, rows, into);
      }
    }
  }

  /** Reads the dictionary's numbers to where they are kept. */
  private long[] dictionary(int rows) {
    checkDictionary(rows);
    if (count > gaps.length) {
      gaps = new long[Math.max(count, 2 * gaps.length)];
    }
    gaps[0] = lowest;
    run(count - 1, gapWidth).unpack(gaps, 1, count - 1, 0);
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

  private PackedRun run(int numbers, int bits) {
    int length = ColumnWriter.bytes(numbers, bits);
    need(length);
    int start = at;
    at += length;
    return new PackedRun(bytes, start, bits);
  }

  /** The width of numbers that must be small. */
  private int narrow() {
    if (width > Integer.SIZE) {
      throw broken("a width of " + width + " bits for small numbers");
    }
    return width;
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
