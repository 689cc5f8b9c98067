package io.sextant.history;

import java.util.Arrays;

/** Some of the rows of one block, as bits. Belongs to one thread. */
final class Rows {
  private final long[] words;
  private int rows;

  /**
   * @param most rows that a block may have
   */
  Rows(int most) {
    words = new long[(most + 63) >>> 6];
  }

  /** All rows of a block with so many. */
  void fill(int count) {
    rows = count;
    int full = count >>> 6;
    Arrays.fill(words, 0, full, -1L);
    Arrays.fill(words, full, words.length, 0);
    if ((count & 63) != 0) {
      words[full] = (1L << count) - 1;
    }
  }

  /** No row of a block with so many. */
  void none(int count) {
    rows = count;
    Arrays.fill(words, 0);
  }

  void copy(Rows from) {
    rows = from.rows;
    System.arraycopy(from.words, 0, words, 0, words.length);
  }

  void add(Rows other) {
    for (int i = 0; i < words.length; i++) {
      words[i] |= other.words[i];
    }
  }

  void remove(Rows other) {
    for (int i = 0; i < words.length; i++) {
      words[i] &= ~other.words[i];
    }
  }

  void remove(int row) {
    words[row >>> 6] &= ~(1L << row);
  }

  boolean isEmpty() {
    for (long word : words) {
      if (word != 0) {
        return false;
      }
    }
    return true;
  }

  int count() {
    int count = 0;
    for (long word : words) {
      count += Long.bitCount(word);
    }
    return count;
  }

  /** The first of these rows from this one on, or -1. */
  int next(int from) {
    for (int at = from >>> 6; at < words.length; at++) {
      long word = at == from >>> 6 ? words[at] & (-1L << from) : words[at];
      if (word != 0) {
        return (at << 6) + Long.numberOfTrailingZeros(word);
      }
    }
    return -1;
  }

  /** Keeps those whose bit is set. */
  void keep(long[] marks) {
    for (int at = 0; at < words.length; at++) {
      words[at] &= marks[at];
    }
  }

  /** Keeps those whose code is marked. */
  void keep(int[] codes, boolean[] marked) {
    for (int at = 0; at < words.length; at++) {
      long left = words[at];
      if (left == -1) {
        words[at] = marked(codes, at << 6, marked);
        continue;
      }
      long kept = left;
      while (left != 0) {
        int bit = Long.numberOfTrailingZeros(left);
        left &= left - 1;
        if (!marked[codes[(at << 6) + bit]]) {
          kept &= ~(1L << bit);
        }
      }
      words[at] = kept;
    }
  }

  private static long marked(int[] codes, int from, boolean[] marked) {
    long kept = 0;
    for (int bit = 0; bit < Long.SIZE; bit++) {
      kept |= (marked[codes[from + bit]] ? 1L : 0) << bit;
    }
    return kept;
  }

  /** Keeps those whose number lies between two bounds, both included. */
  void keep(long[] numbers, long from, long to) {
    for (int row = next(0); row >= 0; row = row + 1 < rows ? next(row + 1) : -1) {
      if (numbers[row] < from || numbers[row] > to) {
        remove(row);
      }
    }
  }

  /** The newest of these rows, so many of them at most. */
  void keepLast(int number) {
    int surplus = count() - number;
    for (int row = next(0); row >= 0 && surplus > 0; surplus--) {
      remove(row);
      row = next(row);
    }
  }

  int[] toArray() {
    int[] array = new int[count()];
    int row = -1;
    for (int i = 0; i < array.length; i++) {
      row = next(row + 1);
      array[i] = row;
    }
    return array;
  }
}
