package io.sextant.servicemap;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Events of the last seconds, one bucket a second. One thread writes; a reader that meets the
 * change of a bucket may miss that one second, never more.
 */
final class Window {
  /** What rates are taken over. */
  static final int SECONDS = 10;

  private static final int BUCKETS = 16;

  private final int kinds;
  private final AtomicLongArray counts;
  private final AtomicLongArray stamps = new AtomicLongArray(BUCKETS);
  private long firstMillis;

  Window(int kinds) {
    this.kinds = kinds;
    this.counts = new AtomicLongArray(BUCKETS * kinds);
  }

  void add(int kind, long nowMillis) {
    if (firstMillis == 0) {
      firstMillis = nowMillis;
    }
    long second = nowMillis / 1000;
    int bucket = (int) second & (BUCKETS - 1);
    if (stamps.getPlain(bucket) != second) {
      for (int i = 0; i < kinds; i++) {
        counts.setOpaque(bucket * kinds + i, 0);
      }
      stamps.setRelease(bucket, second);
    }
    int place = bucket * kinds + kind;
    counts.setOpaque(place, counts.getPlain(place) + 1);
  }

  void clear(int kind) {
    for (int bucket = 0; bucket < BUCKETS; bucket++) {
      counts.setOpaque(bucket * kinds + kind, 0);
    }
  }

  /** Over the last ten seconds, or over the life of a younger one, at least one second. */
  double perSecond(int kind, long nowMillis) {
    long now = nowMillis / 1000;
    long sum = 0;
    for (int bucket = 0; bucket < BUCKETS; bucket++) {
      long age = now - stamps.getAcquire(bucket);
      if (age >= 0 && age < SECONDS) {
        sum += counts.getOpaque(bucket * kinds + kind);
      }
    }
    double covered = SECONDS - 1 + (nowMillis % 1000) / 1000.0;
    double lived = (nowMillis - firstMillis) / 1000.0;
    return sum / Math.max(1, Math.min(covered, lived));
  }
}
