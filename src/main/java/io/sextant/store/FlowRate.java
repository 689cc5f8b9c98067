package io.sextant.store;

import io.sextant.flow.Event;
import io.sextant.flow.Flow;
import java.time.Duration;

/**
 * Flows per second over a time up to now. Counting walks back through the ring, so it is done once
 * a second at most, for all who ask; they may be on any thread.
 */
final class FlowRate {
  private static final long KEPT_NANOS = 1_000_000_000L;

  /** So many older flows in a row end the time: one of many nodes may have a clock that is late. */
  private static final int MOST_OLDER = 1_000;

  private final MemoryRing ring;
  private final long windowNanos;
  private double known;
  private long knownAtNanos;
  private boolean isKnown;

  FlowRate(MemoryRing ring, Duration window) {
    this.ring = ring;
    this.windowNanos = window.toNanos();
  }

  synchronized double perSecond() {
    long now = ring.nowNanos();
    long age = now - knownAtNanos;
    // A clock that is set back ends it too.
    if (!isKnown || age < 0 || age >= KEPT_NANOS) {
      known = count(ring, windowNanos, now);
      knownAtNanos = now;
      isKnown = true;
    }
    return known;
  }

  /** Counts them now, or over as much of the time as is still there. */
  static double count(MemoryRing ring, long windowNanos, long now) {
    long flows = 0;
    long oldest = now;
    int older = 0;
    for (long position = ring.head() - 1; position >= 0; position--) {
      Event event = ring.read(position);
      if (event == null) {
        return flows * 1e9 / (older > 0 ? windowNanos : Math.max(1, now - oldest));
      }
      if (!(event instanceof Flow)) {
        continue;
      }
      if (event.timeNanos() > now - windowNanos) {
        older = 0;
        flows++;
        oldest = Math.min(oldest, event.timeNanos());
      } else if (++older > MOST_OLDER) {
        break;
      }
    }
    return flows * 1e9 / windowNanos;
  }
}
