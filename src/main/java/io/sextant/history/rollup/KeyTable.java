package io.sextant.history.rollup;

import java.util.Arrays;

/**
 * Numbers for triples of numbers: 0, 1, 2 … in the order in which they come. Open addressing, half
 * full at most. One thread.
 */
final class KeyTable {
  private static final long MIX = 0x9e3779b97f4a7c15L;

  private long[] first = new long[1024];
  private long[] second = new long[1024];
  private long[] third = new long[1024];
  private int[] slots = new int[2048];
  private int size;

  int size() {
    return size;
  }

  /** The number of a triple; {@link #size} if it is not there. */
  int find(long a, long b, long c) {
    int mask = slots.length - 1;
    for (int at = place(a, b, c); slots[at] != 0; at = (at + 1) & mask) {
      int id = slots[at] - 1;
      if (first[id] == a && second[id] == b && third[id] == c) {
        return id;
      }
    }
    return size;
  }

  /** Adds a triple that is not there. */
  void add(long a, long b, long c) {
    if (size == first.length) {
      grow();
    }
    first[size] = a;
    second[size] = b;
    third[size] = c;
    insert(size++);
  }

  private void insert(int id) {
    int mask = slots.length - 1;
    int at = place(first[id], second[id], third[id]);
    while (slots[at] != 0) {
      at = (at + 1) & mask;
    }
    slots[at] = id + 1;
  }

  private void grow() {
    int capacity = 2 * size;
    first = Arrays.copyOf(first, capacity);
    second = Arrays.copyOf(second, capacity);
    third = Arrays.copyOf(third, capacity);
    slots = new int[2 * capacity];
    for (int id = 0; id < size; id++) {
      insert(id);
    }
  }

  private int place(long a, long b, long c) {
    long hash = ((a * MIX ^ b) * MIX ^ c) * MIX;
    return (int) (hash >>> 32) & (slots.length - 1);
  }
}
