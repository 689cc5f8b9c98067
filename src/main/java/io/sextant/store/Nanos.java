package io.sextant.store;

import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** Instants as nanoseconds since the Unix epoch, as events carry them: from 1678 to 2262. */
final class Nanos {
  private Nanos() {}

  static long of(Instant instant) {
    return TimeUnit.SECONDS.toNanos(instant.getEpochSecond()) + instant.getNano();
  }
}
