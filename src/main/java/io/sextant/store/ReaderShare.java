package io.sextant.store;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The CPU time that all readers of a ring may take together, however many they are: all cores but
 * the writer's, and the less of that the faster the writer is, as the cores of most machines share
 * caches, memory and often their very units. Each pays for what it used by waiting until that time
 * is due, so that they take turns in the order in which they paid, and none needs to know of the
 * others.
 */
final class ReaderShare {
  /** What may be used ahead of its time. */
  private static final long CREDIT_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  /** A writer this fast leaves the readers half of the other cores, one twice as fast a fifth. */
  private static final double HALVING_EVENTS_PER_NANO = 500_000e-9;

  private static final long SAMPLE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  /** Where the writer was, and what a nanosecond costs at the speed with which it came there. */
  private record Sample(long nanos, long head, double price) {}

  private final int cores;
  private final AtomicLong due = new AtomicLong();
  private volatile Sample sample;

  ReaderShare(int cores, long nowNanos) {
    this.cores = cores;
    this.due.set(nowNanos);
    this.sample = new Sample(nowNanos, 0, 1);
  }

  static ReaderShare allButOneCore() {
    return new ReaderShare(
        Math.max(1, Runtime.getRuntime().availableProcessors() - 1), System.nanoTime());
  }

  /**
   * Takes a part of the share.
   *
   * @param usedNanos of one core
   * @param head of the ring, now
   * @return how long to wait for the next part; 0 or less for not at all
   */
  long pay(long usedNanos, long head, long nowNanos) {
    long cost = (long) (usedNanos * price(head, nowNanos) / cores);
    while (true) {
      long before = due.get();
      long after = (before - nowNanos < -CREDIT_NANOS ? nowNanos - CREDIT_NANOS : before) + cost;
      if (due.compareAndSet(before, after)) {
        return after - nowNanos;
      }
    }
  }

  /** Several readers may sample at once: each sample is right. */
  private double price(long head, long nowNanos) {
    Sample last = sample;
    long elapsed = nowNanos - last.nanos;
    if (elapsed >= SAMPLE_NANOS) {
      double halvings = (double) (head - last.head) / elapsed / HALVING_EVENTS_PER_NANO;
      last = new Sample(nowNanos, head, 1 + halvings * halvings);
      sample = last;
    }
    return last.price;
  }
}
