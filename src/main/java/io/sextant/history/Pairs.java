package io.sextant.history;

import java.util.Arrays;

/** Numbers for pairs of numbers: 0, 1, 2 … in the order in which they come. One thread. */
final class Pairs {
  private static final long MIX = 0x9e3779b97f4a7c15L;

  private long[] pairs = new long[512];
  private int[] slots = new int[1024];
  private int size;

  int size() {
    return size;
  }

  int number(int first, int second) {
    long pair = (long) first << 32 | (second & 0xffffffffL);
    int mask = slots.length - 1;
    int at = (int) ((pair * MIX) >>> 40) & mask;
    for (int slot = slots[at]; slot != 0; slot = slots[at]) {
      if (pairs[slot - 1] == pair) {
        return slot - 1;
      }
      at = (at + 1) & mask;
    }
    return add(pair, at);
  }

  int first(int number) {
    return (int) (pairs[number] >> 32);
  }

  int second(int number) {
    return (int) pairs[number];
  }

  void clear() {
    Arrays.fill(slots, 0);
    size = 0;
  }

  private int add(long pair, int at) {
    slots[at] = size + 1;
    if (size == pairs.length) {
      pairs = Arrays.copyOf(pairs, 2 * size);
    }
    pairs[size++] = pair;
    if (size * 2 > slots.length) {
      grow();
    }
    return size - 1;
  }

  private void grow() {
    slots = new int[2 * slots.length];
    int mask = slots.length - 1;
    for (int i = 0; i < size; i++) {
      int at = (int) ((pairs[i] * MIX) >>> 40) & mask;
      while (slots[at] != 0) {
        at = (at + 1) & mask;
      }
      slots[at] = i + 1;
    }
  }
}
