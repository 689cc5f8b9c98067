package io.sextant.history.rollup;

import java.util.Arrays;

/**
 * Sums of one stretch of time, by the number of their key, and when pods were seen last. One thread
 * at a time.
 */
final class Cells {
  private static final int FIRST_CAPACITY = 64;

  /** Numbers of a sum: flows, bytes, first, last, side by side. */
  private static final int SUM = 4;

  private static final int FLOWS = 0;
  private static final int BYTES = 1;
  private static final int FIRST = 2;
  private static final int LAST = 3;

  private final long start;

  /** Row of a key, plus one. */
  private int[] rows;

  private int[] keys;
  private long[] sums;
  private int size;

  /** By number of the pod; 0 for one that was not seen. */
  private long[] podLast;

  private long firstSequence = Long.MAX_VALUE;

  /**
   * @param start of the stretch, nanoseconds since the epoch
   */
  Cells(long start) {
    this.start = start;
    this.rows = new int[FIRST_CAPACITY];
    this.keys = new int[FIRST_CAPACITY];
    this.sums = new long[SUM * FIRST_CAPACITY];
    this.podLast = new long[FIRST_CAPACITY];
  }

  /** With room for as much as another has. */
  Cells(long start, Cells like) {
    this.start = start;
    this.rows = new int[like.rows.length];
    this.keys = new int[like.keys.length];
    this.sums = new long[like.sums.length];
    this.podLast = new long[like.podLast.length];
  }

  long start() {
    return start;
  }

  /** Number of sums. */
  int size() {
    return size;
  }

  /** Numbers of keys that may have sums lie below it. */
  int keys() {
    return rows.length;
  }

  /** Row of a key, or -1 if it has no sum. */
  int row(int key) {
    return rows[key] - 1;
  }

  int key(int row) {
    return keys[row];
  }

  long flows(int row) {
    return sums[SUM * row + FLOWS];
  }

  long bytes(int row) {
    return sums[SUM * row + BYTES];
  }

  long first(int row) {
    return sums[SUM * row + FIRST];
  }

  long last(int row) {
    return sums[SUM * row + LAST];
  }

  /** Numbers of pods that may have been seen lie below it. */
  int pods() {
    return podLast.length;
  }

  /** Zero for a pod that was not seen. */
  long podLast(int pod) {
    return podLast[pod];
  }

  /** The lowest sequence number of the flows in it; the largest number if that was not told. */
  long firstSequence() {
    return firstSequence;
  }

  void sequence(long sequence) {
    firstSequence = Math.min(firstSequence, sequence);
  }

  void add(int key, long moreFlows, long moreBytes, long firstNanos, long lastNanos) {
    int row = key < rows.length ? rows[key] - 1 : -1;
    if (row < 0) {
      row = newRow(key);
    }
    int at = SUM * row;
    sums[at + FLOWS] += moreFlows;
    sums[at + BYTES] += moreBytes;
    sums[at + FIRST] = Math.min(sums[at + FIRST], firstNanos);
    sums[at + LAST] = Math.max(sums[at + LAST], lastNanos);
  }

  void seen(int pod, long nanos) {
    if (pod >= podLast.length) {
      podLast = Arrays.copyOf(podLast, Math.max(2 * podLast.length, pod + 1));
    }
    if (nanos > podLast[pod]) {
      podLast[pod] = nanos;
    }
  }

  void add(Cells other) {
    for (int row = 0; row < other.size; row++) {
      add(other.key(row), other.flows(row), other.bytes(row), other.first(row), other.last(row));
    }
    for (int pod = 0; pod < other.podLast.length; pod++) {
      if (other.podLast[pod] > 0) {
        seen(pod, other.podLast[pod]);
      }
    }
  }

  private int newRow(int key) {
    if (key >= rows.length) {
      rows = Arrays.copyOf(rows, Math.max(2 * rows.length, key + 1));
    }
    if (size == keys.length) {
      keys = Arrays.copyOf(keys, 2 * size);
      sums = Arrays.copyOf(sums, SUM * 2 * size);
    }
    keys[size] = key;
    sums[SUM * size + FIRST] = Long.MAX_VALUE;
    sums[SUM * size + LAST] = Long.MIN_VALUE;
    rows[key] = size + 1;
    return size++;
  }
}
