package io.sextant.store;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The CPU time that all readers of a ring may take together, however many they are: all cores but
 * the writer's. Each pays for what it used by waiting until that time is due, so that they take
 * turns in the order in which they paid, and none needs to know of the others.
 */
final class ReaderShare {
  /** What may be used ahead of its time. */
  private static final long CREDIT_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final int cores;
  private final AtomicLong due = new AtomicLong();

  ReaderShare(int cores, long nowNanos) {
    this.cores = cores;
    this.due.set(nowNanos);
  }

  static ReaderShare allButOneCore() {
    return new ReaderShare(
        Math.max(1, Runtime.getRuntime().availableProcessors() - 1), System.nanoTime());
  }

  /**
   * Takes a part of the share.
   *
   * @param usedNanos of one core
   * @return how long to wait for the next part; 0 or less for not at all
   */
  long pay(long usedNanos, long nowNanos) {
    long cost = usedNanos / cores;
    while (true) {
      long before = due.get();
      long after = (before - nowNanos < -CREDIT_NANOS ? nowNanos - CREDIT_NANOS : before) + cost;
      if (due.compareAndSet(before, after)) {
        return after - nowNanos;
      }
    }
  }
}
