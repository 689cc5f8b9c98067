package io.sextant.history.block;

import java.util.Arrays;

/**
 * The different numbers of a row of numbers, in rising order: a bit for each number between the
 * lowest and the highest, so that nothing is sorted. Reused by one thread.
 */
final class Distinct {
  private long[] bits = new long[64];
  private int[] codes = new int[64];
  private int[] values = new int[64];
  private int count;
  private int lowest;

  /** Whether numbers lie close enough to each other. */
  static boolean fits(int lowest, int highest, int limit) {
    return (long) highest - lowest < limit;
  }

  void collect(int[] numbers, int from, int to, int lowest, int highest) {
    this.lowest = lowest;
    int words = ((highest - lowest) >>> 6) + 1;
    reserve(words, to - from);
    Arrays.fill(bits, 0, words, 0);
    for (int i = from; i < to; i++) {
      int at = numbers[i] - lowest;
      bits[at >>> 6] |= 1L << at;
    }
    count = 0;
    for (int word = 0; word < words; word++) {
      for (long rest = bits[word]; rest != 0; rest &= rest - 1) {
        int at = word << 6 | Long.numberOfTrailingZeros(rest);
        codes[at] = count;
        values[count++] = lowest + at;
      }
    }
  }

  private void reserve(int words, int numbers) {
    if (words > bits.length) {
      bits = new long[Math.max(words, 2 * bits.length)];
      codes = new int[bits.length << 6];
    }
    if (codes.length < bits.length << 6) {
      codes = new int[bits.length << 6];
    }
    if (numbers > values.length) {
      values = new int[Math.max(numbers, 2 * values.length)];
    }
  }

  int count() {
    return count;
  }

  /** The numbers, {@link #count} of them. */
  int[] values() {
    return values;
  }

  /** Rank of a number that is there. */
  int code(int number) {
    return codes[number - lowest];
  }
}
