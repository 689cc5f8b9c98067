package io.sextant.history.rollup;

import java.util.Arrays;

/**
 * Sums of one stretch of time, by the number of their key, and when pods were seen last. One thread
 * at a time.
 */
final class Cells {
  private static final int FIRST_CAPACITY = 64;

  private final long start;

  /** Row of a key, plus one. */
  private int[] rows = new int[FIRST_CAPACITY];

  private int[] keys = new int[FIRST_CAPACITY];
  private long[] flows = new long[FIRST_CAPACITY];
  private long[] bytes = new long[FIRST_CAPACITY];
  private long[] first = new long[FIRST_CAPACITY];
  private long[] last = new long[FIRST_CAPACITY];
  private int size;

  /** By number of the pod; 0 for one that was not seen. */
  private long[] podLast = new long[FIRST_CAPACITY];

  private long firstSequence = Long.MAX_VALUE;

  /**
   * @param start of the stretch, nanoseconds since the epoch
   */
  Cells(long start) {
    this.start = start;
  }

  long start() {
    return start;
  }

  /** Number of sums. */
  int size() {
    return size;
  }

  int key(int row) {
    return keys[row];
  }

  long flows(int row) {
    return flows[row];
  }

  long bytes(int row) {
    return bytes[row];
  }

  long first(int row) {
    return first[row];
  }

  long last(int row) {
    return last[row];
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
    flows[row] += moreFlows;
    bytes[row] += moreBytes;
    if (firstNanos < first[row]) {
      first[row] = firstNanos;
    }
    if (lastNanos > last[row]) {
      last[row] = lastNanos;
    }
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
      add(other.keys[row], other.flows[row], other.bytes[row], other.first[row], other.last[row]);
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
      flows = Arrays.copyOf(flows, 2 * size);
      bytes = Arrays.copyOf(bytes, 2 * size);
      first = Arrays.copyOf(first, 2 * size);
      last = Arrays.copyOf(last, 2 * size);
    }
    keys[size] = key;
    first[size] = Long.MAX_VALUE;
    last[size] = Long.MIN_VALUE;
    rows[key] = size + 1;
    return size++;
  }
}
