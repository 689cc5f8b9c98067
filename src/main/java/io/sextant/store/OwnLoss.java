package io.sextant.store;

import io.sextant.flow.LostEvents;
import io.sextant.flow.Node;

/** What one reader missed since it was last told. */
final class OwnLoss {
  private final Node self;
  private final long intervalNanos;
  private long count;
  private long firstNanos;
  private long lastNanos;
  private long reportedNanos;

  OwnLoss(Node self, long intervalNanos) {
    this.self = self;
    this.intervalNanos = intervalNanos;
  }

  void add(long events, long nowNanos) {
    if (count == 0) {
      firstNanos = nowNanos;
    }
    count += events;
    lastNanos = nowNanos;
  }

  boolean isPending() {
    return count > 0;
  }

  /** Whether there is something to tell and the last time was long enough ago. */
  boolean isDue(MemoryRing ring) {
    return count > 0 && ring.nowNanos() - reportedNanos >= intervalNanos;
  }

  LostEvents take(long nowNanos) {
    LostEvents lost =
        new LostEvents(
            nowNanos,
            self,
            LostEvents.Source.HUBBLE_RING_BUFFER,
            count,
            LostEvents.NO_CPU,
            firstNanos,
            lastNanos);
    count = 0;
    reportedNanos = nowNanos;
    return lost;
  }
}
