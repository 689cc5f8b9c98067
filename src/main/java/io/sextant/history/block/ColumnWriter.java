package io.sextant.history.block;

/**
 * Numbers to columns, each in the form that takes the fewest bytes:
 *
 * <pre>
 *  constant    | 0 | value i64 |
 *  packed      | 1 | width u8 | lowest i64 | number - lowest, width bits each |
 *  deltas      | 2 | width u8 | lowest i64 | first i64 | from the second on: step - lowest |
 *  dictionary  | 3 | width u8 | count u32 | lowest i64 | gap width u8 | gaps | codes |
 * </pre>
 *
 * <p>Widths are at most {@value #WIDEST}, so that one unaligned word holds a number, or 64. Runs of
 * bits begin at the lowest bit of a byte and end with a whole byte.
 */
final class ColumnWriter {
  static final int CONSTANT = 0;
  static final int PACKED = 1;
  static final int DELTAS = 2;
  static final int DICTIONARY = 3;

  static final int WIDEST = 57;

  /** Bytes of a dictionary column beyond its runs. */
  private static final int DICTIONARY_HEAD = 15;

  private static final int PACKED_HEAD = 10;

  private final ByteWriter out;
  private final Distinct distinct = new Distinct();
  private long[] work = new long[1024];

  ColumnWriter(ByteWriter out) {
    this.out = out;
  }

  /** Numbers around each other. */
  void numbers(long[] numbers, int from, int to) {
    if (from == to) {
      return;
    }
    long lowest = Long.MAX_VALUE;
    long highest = Long.MIN_VALUE;
    for (int i = from; i < to; i++) {
      lowest = Math.min(lowest, numbers[i]);
      highest = Math.max(highest, numbers[i]);
    }
    if (lowest == highest) {
      constant(lowest);
      return;
    }
    reserve(to - from);
    for (int i = from; i < to; i++) {
      work[i - from] = numbers[i] - lowest;
    }
    out.put(PACKED);
    int width = width(highest - lowest);
    out.put(width);
    out.putLong(lowest);
    pack(to - from, width);
  }

  /** Numbers that mostly rise. */
  void rising(long[] numbers, int from, int to) {
    if (from == to) {
      return;
    }
    long lowest = to - from == 1 ? 0 : Long.MAX_VALUE;
    long highest = to - from == 1 ? 0 : Long.MIN_VALUE;
    for (int i = from + 1; i < to; i++) {
      long step = numbers[i] - numbers[i - 1];
      lowest = Math.min(lowest, step);
      highest = Math.max(highest, step);
    }
    reserve(to - from);
    for (int i = from + 1; i < to; i++) {
      work[i - from - 1] = numbers[i] - numbers[i - 1] - lowest;
    }
    out.put(DELTAS);
    int width = width(highest - lowest);
    out.put(width);
    out.putLong(lowest);
    out.putLong(numbers[from]);
    pack(to - from - 1, width);
  }

  /** Numbers of which many are the same, packed when a dictionary would not be shorter. */
  void repeating(int[] numbers, int from, int to) {
    int lowest = Integer.MAX_VALUE;
    int highest = Integer.MIN_VALUE;
    for (int i = from; i < to; i++) {
      lowest = Math.min(lowest, numbers[i]);
      highest = Math.max(highest, numbers[i]);
    }
    if (lowest == highest) {
      constant(lowest);
      return;
    }
    reserve(to - from);
    int packed = width((long) highest - lowest);
    if (Distinct.fits(lowest, highest, 1 << 16)) {
      distinct.collect(numbers, from, to, lowest, highest);
      if (dictionaryBytes(to - from) < PACKED_HEAD + bytes(to - from, packed)) {
        dictionary(numbers, from, to);
        return;
      }
    }
    for (int i = from; i < to; i++) {
      work[i - from] = (long) numbers[i] - lowest;
    }
    out.put(PACKED);
    out.put(packed);
    out.putLong(lowest);
    pack(to - from, packed);
  }

  /** Numbers of the partition's dictionary; the different ones are left in the result. */
  Distinct ids(int[] numbers, int from, int to) {
    distinct(numbers, from, to);
    if (distinct.count() == 1) {
      constant(numbers[from]);
    } else {
      reserve(to - from);
      dictionary(numbers, from, to);
    }
    return distinct;
  }

  /** The different ones among numbers that lie close; writes nothing. */
  Distinct distinct(int[] numbers, int from, int to) {
    int lowest = Integer.MAX_VALUE;
    int highest = Integer.MIN_VALUE;
    for (int i = from; i < to; i++) {
      lowest = Math.min(lowest, numbers[i]);
      highest = Math.max(highest, numbers[i]);
    }
    distinct.collect(numbers, from, to, lowest, highest);
    return distinct;
  }

  private int dictionaryBytes(int rows) {
    int count = distinct.count();
    return DICTIONARY_HEAD + bytes(count - 1, gapWidth()) + bytes(rows, width(count - 1));
  }

  private void dictionary(int[] numbers, int from, int to) {
    int count = distinct.count();
    int width = width(count - 1);
    int gapWidth = gapWidth();
    int[] values = distinct.values();
    out.put(DICTIONARY);
    out.put(width);
    out.putInt(count);
    out.putLong(values[0]);
    out.put(gapWidth);
    for (int i = 1; i < count; i++) {
      work[i - 1] = (long) values[i] - values[i - 1];
    }
    pack(count - 1, gapWidth);
    for (int i = from; i < to; i++) {
      work[i - from] = distinct.code(numbers[i]);
    }
    pack(to - from, width);
  }

  private int gapWidth() {
    int[] values = distinct.values();
    long widest = 0;
    for (int i = 1; i < distinct.count(); i++) {
      widest |= (long) values[i] - values[i - 1];
    }
    return width(widest);
  }

  private void constant(long value) {
    out.put(CONSTANT);
    out.putLong(value);
  }

  private void reserve(int numbers) {
    if (numbers > work.length) {
      work = new long[Math.max(numbers, 2 * work.length)];
    }
  }

  /** Bits for numbers up to this one, taken without a sign. */
  static int width(long highest) {
    int bits = Long.SIZE - Long.numberOfLeadingZeros(highest);
    return bits > WIDEST ? Long.SIZE : bits;
  }

  static int bytes(int count, int width) {
    return (int) (((long) count * width + 7) >>> 3);
  }

  /** Writes the first numbers of the work array. */
  private void pack(int count, int width) {
    int length = bytes(count, width);
    out.reserve(length + Long.BYTES);
    byte[] target = out.bytes();
    int at = out.size();
    long word = 0;
    int filled = 0;
    for (int i = 0; i < count; i++) {
      long number = work[i];
      word |= number << filled;
      filled += width;
      if (filled >= Long.SIZE) {
        ByteWriter.LONGS.set(target, at, word);
        at += Long.BYTES;
        filled -= Long.SIZE;
        word = filled == 0 ? 0 : number >>> (width - filled);
      }
    }
    ByteWriter.LONGS.set(target, at, word);
    out.size(out.size() + length);
  }
}
