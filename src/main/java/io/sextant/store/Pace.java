package io.sextant.store;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Keeps one reader within the {@link ReaderShare}. Only virtual threads wait: the others belong to
 * somebody who knows what they do. Belongs to one thread.
 */
final class Pace {
  /** How long a reader works before it pays. */
  private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  /** What lies between two steps and takes longer was no work, but waiting that nobody told of. */
  private static final long LONGEST_STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  private static final long SHORTEST_SLEEP_NANOS = TimeUnit.MICROSECONDS.toNanos(500);
  private static final long LONGEST_SLEEP_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final ReaderShare share;
  private final LongSupplier head;
  private final boolean bound = Thread.currentThread().isVirtual();
  private long last;
  private long used;
  private boolean resting = true;

  /**
   * @param head where the ring's writer is
   */
  Pace(ReaderShare share, LongSupplier head) {
    this.share = share;
    this.head = head;
  }

  /** Called often while the reader works. */
  void step() {
    if (!bound) {
      return;
    }
    long now = System.nanoTime();
    if (resting) {
      resting = false;
    } else {
      used += Math.min(now - last, LONGEST_STEP_NANOS);
    }
    last = now;
    if (used >= SLICE_NANOS) {
      pay(now);
    }
  }

  /** Called when the reader will wait for something. */
  void rest() {
    resting = true;
  }

  @SuppressWarnings("ThreadPriorityCheck") // virtual threads are not preempted: nothing else helps
  private void pay(long now) {
    long wait = share.pay(used, head.getAsLong(), now);
    used = 0;
    if (wait > SHORTEST_SLEEP_NANOS) {
      sleep(Math.min(wait, LONGEST_SLEEP_NANOS));
    } else {
      Thread.yield();
    }
    last = System.nanoTime();
  }

  private static void sleep(long nanos) {
    try {
      Thread.sleep(Duration.ofNanos(nanos));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
