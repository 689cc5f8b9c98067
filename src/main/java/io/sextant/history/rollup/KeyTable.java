package io.sextant.history.rollup;

/**
 * Numbers for triples of numbers: 0, 1, 2 … in the order in which they come. Open addressing, half
 * full at most. One thread.
 *
 * <pre>
 *   slot   first, second, third, number plus one: side by side, so that a look is one line of cache
 * </pre>
 */
final class KeyTable {
  private static final long MIX = 0x9e3779b97f4a7c15L;
  private static final int SLOT = 4;
  private static final int NUMBER = 3;

  private long[] slots = new long[SLOT * 2048];
  private int size;

  int size() {
    return size;
  }

  /** The number of a triple; {@link #size} if it is not there. */
  int find(long a, long b, long c) {
    long[] in = slots;
    int mask = in.length - 1;
    for (int at = place(a, b, c, mask); in[at + NUMBER] != 0; at = (at + SLOT) & mask) {
      if (in[at] == a && in[at + 1] == b && in[at + 2] == c) {
        return (int) in[at + NUMBER] - 1;
      }
    }
    return size;
  }

  /** Adds a triple that is not there. */
  void add(long a, long b, long c) {
    if (2 * SLOT * size >= slots.length) {
      grow();
    }
    insert(a, b, c, ++size);
  }

  private void insert(long a, long b, long c, long number) {
    int mask = slots.length - 1;
    int at = place(a, b, c, mask);
    while (slots[at + NUMBER] != 0) {
      at = (at + SLOT) & mask;
    }
    slots[at] = a;
    slots[at + 1] = b;
    slots[at + 2] = c;
    slots[at + NUMBER] = number;
  }

  private void grow() {
    long[] old = slots;
    slots = new long[2 * old.length];
    for (int at = 0; at < old.length; at += SLOT) {
      if (old[at + NUMBER] != 0) {
        insert(old[at], old[at + 1], old[at + 2], old[at + NUMBER]);
      }
    }
  }

  private static int place(long a, long b, long c, int mask) {
    long hash = ((a * MIX ^ b) * MIX ^ c) * MIX;
    return (int) (hash >>> 32) & mask & -SLOT;
  }
}
