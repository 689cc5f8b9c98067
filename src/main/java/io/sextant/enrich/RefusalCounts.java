package io.sextant.enrich;

import io.sextant.decode.Refusal;
import java.util.concurrent.atomic.AtomicLongArray;

/** How many events were refused for each reason. Written by one thread, read by any. */
public final class RefusalCounts {
  private final AtomicLongArray counts = new AtomicLongArray(Refusal.values().length);

  void add(Refusal refusal) {
    int at = refusal.ordinal();
    counts.setRelease(at, counts.getPlain(at) + 1);
  }

  public long count(Refusal refusal) {
    return counts.getAcquire(refusal.ordinal());
  }

  /** All reasons together. */
  public long total() {
    long total = 0;
    for (int i = 0; i < counts.length(); i++) {
      total += counts.getAcquire(i);
    }
    return total;
  }
}
