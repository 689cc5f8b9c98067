package io.sextant.history.block;

/**
 * Numbers of the same few bits, without gaps between them. Of the bytes, a word may be read at any
 * that belongs to the run.
 */
final class PackedRun {
  /** What is left of a long whose first bit is one of eight. */
  private static final int BITS_TOGETHER = 57;

  private final byte[] bytes;
  private final int start;
  private final int bits;

  PackedRun(byte[] bytes, int start, int bits) {
    this.bytes = bytes;
    this.start = start;
    this.bits = bits;
  }

  long at(int index) {
    if (bits == Long.SIZE) {
      return (long) ByteWriter.LONGS.get(bytes, start + Long.BYTES * index);
    }
    long bit = ((long) start << 3) + (long) index * bits;
    long word = (long) ByteWriter.LONGS.get(bytes, (int) (bit >>> 3));
    return word >>> (bit & 7) & ((1L << bits) - 1);
  }

  /** The first numbers, added up. */
  long sum(int numbers) {
    long sum = 0;
    for (int i = 0; i < numbers; i++) {
      sum += at(i);
    }
    return sum;
  }

  void unpack(long[] into, int from, int numbers, long base) {
    if (bits == Long.SIZE) {
      for (int i = 0; i < numbers; i++) {
        into[from + i] = (long) ByteWriter.LONGS.get(bytes, start + Long.BYTES * i) + base;
      }
      return;
    }
    byte[] source = bytes;
    int width = bits;
    long mask = (1L << width) - 1;
    long bit = (long) start << 3;
    for (int i = 0; i < numbers; i++) {
      long word = (long) ByteWriter.LONGS.get(source, (int) (bit >>> 3));
      into[from + i] = (word >>> (bit & 7) & mask) + base;
      bit += width;
    }
  }

  /** Of numbers that have at most the bits of an int. */
  void unpack(int[] into, int numbers, int base) {
    byte[] source = bytes;
    int width = bits;
    long mask = (1L << width) - 1;
    long bit = (long) start << 3;
    for (int i = 0; i < numbers; i++) {
      long word = (long) ByteWriter.LONGS.get(source, (int) (bit >>> 3));
      into[i] = (int) (word >>> (bit & 7) & mask) + base;
      bit += width;
    }
  }

  /** Marks the rows whose number is the wanted one, a bit for each. */
  void mark(int wanted, int rows, long[] into) {
    int width = bits;
    int row = width == 0 ? 0 : markTogether(wanted, rows, into);
    long mask = (1L << width) - 1;
    long bit = ((long) start << 3) + (long) row * width;
    for (; row < rows; row++) {
      long word = (long) ByteWriter.LONGS.get(bytes, (int) (bit >>> 3));
      into[row >>> 6] |= (word >>> (bit & 7) & mask) == wanted ? 1L << row : 0;
      bit += width;
    }
  }

  /**
   * Marks rows, some at a time: most groups have no number that is wanted, which one look tells.
   *
   * @return the first row that it did not look at
   */
  private int markTogether(int number, int rows, long[] into) {
    byte[] source = bytes;
    int width = bits;
    int together = BITS_TOGETHER / width;
    long mask = (1L << width) - 1;
    long lowest = 0;
    for (int i = 0; i < together; i++) {
      lowest |= 1L << (i * width);
    }
    long highest = lowest << (width - 1);
    long wanted = lowest * number;
    long bit = (long) start << 3;
    int row = 0;
    for (; row <= rows - together; row += together) {
      long word = (long) ByteWriter.LONGS.get(source, (int) (bit >>> 3)) >>> (bit & 7);
      long other = word ^ wanted;
      // Not zero if a number is the wanted one: the first of them has its highest bit here.
      if (((other - lowest) & ~other & highest) != 0) {
        for (int i = 0; i < together; i++) {
          into[(row + i) >>> 6] |= ((other >>> (i * width)) & mask) == 0 ? 1L << (row + i) : 0;
        }
      }
      bit += (long) together * width;
    }
    return row;
  }
}
