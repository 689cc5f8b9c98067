package io.sextant.history;

import io.sextant.history.index.BlockEntry;
import java.util.Arrays;
import java.util.List;

/**
 * The blocks of a partition in columns, in the order of the log. One thread adds; a view is for any
 * thread and never changes.
 */
final class BlockTable {
  private static final int FIRST_CAPACITY = 64;

  private volatile View view;

  BlockTable(List<BlockEntry> entries) {
    int capacity = Math.max(FIRST_CAPACITY, entries.size());
    View filled = View.empty(capacity);
    for (int i = 0; i < entries.size(); i++) {
      filled.set(i, entries.get(i));
    }
    view = filled.withSize(entries.size());
  }

  void add(BlockEntry entry) {
    View old = view;
    View wide = old.size < old.offsets.length ? old : old.wider();
    wide.set(old.size, entry);
    view = wide.withSize(old.size + 1);
  }

  View view() {
    return view;
  }

  /** The first blocks; what later ones write into the same arrays is not looked at. */
  static final class View {
    static final View EMPTY = empty(0);

    private final int size;
    private final long[] offsets;
    private final int[] rows;
    private final long[] firstSequences;
    private final long[] lastSequences;
    private final long[] minTimes;
    private final long[] maxTimes;

    private View(
        int size,
        long[] offsets,
        int[] rows,
        long[] firstSequences,
        long[] lastSequences,
        long[] minTimes,
        long[] maxTimes) {
      this.size = size;
      this.offsets = offsets;
      this.rows = rows;
      this.firstSequences = firstSequences;
      this.lastSequences = lastSequences;
      this.minTimes = minTimes;
      this.maxTimes = maxTimes;
    }

    private static View empty(int capacity) {
      return new View(
          0,
          new long[capacity],
          new int[capacity],
          new long[capacity],
          new long[capacity],
          new long[capacity],
          new long[capacity]);
    }

    int size() {
      return size;
    }

    long offset(int block) {
      return offsets[block];
    }

    int rows(int block) {
      return rows[block];
    }

    long firstSequence(int block) {
      return firstSequences[block];
    }

    long lastSequence(int block) {
      return lastSequences[block];
    }

    long minTimeNanos(int block) {
      return minTimes[block];
    }

    long maxTimeNanos(int block) {
      return maxTimes[block];
    }

    private View withSize(int newSize) {
      return new View(newSize, offsets, rows, firstSequences, lastSequences, minTimes, maxTimes);
    }

    private View wider() {
      int capacity = 2 * offsets.length;
      return new View(
          size,
          Arrays.copyOf(offsets, capacity),
          Arrays.copyOf(rows, capacity),
          Arrays.copyOf(firstSequences, capacity),
          Arrays.copyOf(lastSequences, capacity),
          Arrays.copyOf(minTimes, capacity),
          Arrays.copyOf(maxTimes, capacity));
    }

    private void set(int i, BlockEntry entry) {
      offsets[i] = entry.offset();
      rows[i] = entry.rows();
      firstSequences[i] = entry.firstSequence();
      lastSequences[i] = entry.lastSequence();
      minTimes[i] = entry.minTimeNanos();
      maxTimes[i] = entry.maxTimeNanos();
    }
  }
}
