package io.sextant.control;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Values by three numbers, mostly an address and something small. Open addressing in one array of
 * keys, so that a look-up neither boxes nor follows pointers. Immutable once filled.
 *
 * <p>A slot has four longs: the two halves of the address, the small number with a mark that the
 * slot is taken, and nothing.
 */
final class Table<V> {
  private static final int STRIDE = 4;
  private static final long TAKEN = 1L << 32;
  private static final long MIX = 0x9e3779b97f4a7c15L;

  private final long[] keys;
  private final @Nullable Object[] values;
  private final int mask;
  private final int shift;

  /** A table for at most this many values, filled by {@code filler} and closed then. */
  Table(int size, Consumer<Filling<V>> filler) {
    int slots = Integer.highestOneBit(Math.max(4, size) * 2 - 1) * 2;
    this.keys = new long[slots * STRIDE];
    this.values = new @Nullable Object[slots];
    this.mask = slots - 1;
    this.shift = 64 - Integer.numberOfTrailingZeros(slots);
    filler.accept(this::put);
  }

  /** Takes the values of a table. */
  interface Filling<V> {
    /** The last value for a key counts. */
    void put(long first, long second, int third, V value);
  }

  /** Null when there is no value. */
  @Nullable V get(long first, long second, int third) {
    int slot = find(first, second, third);
    @SuppressWarnings("unchecked") // only put() writes
    V value = (V) values[slot];
    return value;
  }

  private void put(long first, long second, int third, V value) {
    int slot = find(first, second, third);
    keys[slot * STRIDE] = first;
    keys[slot * STRIDE + 1] = second;
    keys[slot * STRIDE + 2] = TAKEN | Integer.toUnsignedLong(third);
    values[slot] = value;
  }

  /** The slot of the key, or the free one where it would go. */
  private int find(long first, long second, int third) {
    long small = TAKEN | Integer.toUnsignedLong(third);
    long hash = ((first * MIX ^ second) * MIX ^ small) * MIX;
    int slot = (int) (hash >>> shift);
    while (true) {
      int key = slot * STRIDE;
      long mark = keys[key + 2];
      if (mark == 0 || (mark == small && keys[key + 1] == second && keys[key] == first)) {
        return slot;
      }
      slot = (slot + 1) & mask;
    }
  }
}
