package io.sextant;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Wall-clock time for stamps of the kernel's monotonic clock, which is the one of {@link
 * System#nanoTime}. Follows steps of the wall clock within a second. Belongs to one thread.
 */
final class BootClock {
  private static final long FOLLOW_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final InstantSource wall;
  private final LongSupplier monotonic;
  private long offset;
  private long comparedAt;

  BootClock(InstantSource wall, LongSupplier monotonic) {
    this.wall = wall;
    this.monotonic = monotonic;
    compare(monotonic.getAsLong());
  }

  static BootClock system() {
    return new BootClock(InstantSource.system(), System::nanoTime);
  }

  /** Nanoseconds since the Unix epoch. */
  long wallNanos(long bootNanos) {
    return bootNanos + offset;
  }

  /** Compares the two clocks again when that was long ago. */
  void follow() {
    long now = monotonic.getAsLong();
    if (now - comparedAt > FOLLOW_NANOS) {
      compare(now);
    }
  }

  private void compare(long now) {
    Instant instant = wall.instant();
    offset = TimeUnit.SECONDS.toNanos(instant.getEpochSecond()) + instant.getNano() - now;
    comparedAt = now;
  }
}
