package io.sextant.history.block;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * Values with a number each, in the order they came. One thread adds; any thread that knows a
 * number from {@link #count} or from a block reads.
 *
 * <p>The writer finds a value's number by a table of numbers at the place of the value's hash, or
 * after it.
 */
final class Entries<T> {
  private static final VarHandle COUNT;
  private static final int FIRST_CAPACITY = 64;

  static {
    try {
      COUNT = MethodHandles.lookup().findVarHandle(Entries.class, "count", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  // Volatile: a reader may get a longer array than its count needs, and must see what is in it.
  private volatile Object[] values = new Object[FIRST_CAPACITY];
  private int count;

  private int[] hashes = new int[FIRST_CAPACITY];
  private int[] table = new int[4 * FIRST_CAPACITY];

  /** How many there are; whoever reads it sees all of them. */
  int count() {
    return (int) COUNT.getAcquire(this);
  }

  /** A value by its number, which must be below a count that was read before. */
  @SuppressWarnings("unchecked") // only values of this type are added
  T get(int id) {
    return (T) values[id];
  }

  /** The number of a value, or -1. For the writer only. */
  int find(T value) {
    int hash = spread(value.hashCode());
    int mask = table.length - 1;
    for (int at = hash & mask; table[at] != 0; at = (at + 1) & mask) {
      int id = table[at] - 1;
      if (hashes[id] == hash && value.equals(values[id])) {
        return id;
      }
    }
    return -1;
  }

  /** Adds a value that was not found. */
  int add(T value) {
    int id = count;
    Object[] known = values;
    if (id == known.length) {
      known = Arrays.copyOf(known, 2 * id);
      values = known;
      hashes = Arrays.copyOf(hashes, 2 * id);
      table = new int[4 * 2 * id];
      for (int old = 0; old < id; old++) {
        place(old);
      }
    }
    known[id] = value;
    hashes[id] = spread(value.hashCode());
    place(id);
    COUNT.setRelease(this, id + 1);
    return id;
  }

  /** Frees what only {@link #find} and {@link #add} need. */
  void seal() {
    hashes = new int[0];
    table = new int[0];
  }

  private void place(int id) {
    int mask = table.length - 1;
    int at = hashes[id] & mask;
    while (table[at] != 0) {
      at = (at + 1) & mask;
    }
    table[at] = id + 1;
  }

  private static int spread(int hash) {
    int mixed = hash * 0x9e3779b9;
    return mixed ^ mixed >>> 15;
  }
}
