package io.sextant.history.rollup;

import java.util.concurrent.TimeUnit;

/**
 * Lengths of the stretches of time that sums are kept for. Each is a multiple of the one before.
 */
enum Level {
  TEN_SECONDS(10, 10),
  MINUTE(60, 60),
  TEN_MINUTES(600, 120),
  HOUR(3600, 600);

  static final Level[] ALL = values();

  private final long nanos;
  private final long graceNanos;

  Level(int seconds, int graceSeconds) {
    nanos = TimeUnit.SECONDS.toNanos(seconds);
    graceNanos = TimeUnit.SECONDS.toNanos(graceSeconds);
  }

  /** Whether there is none that is longer. */
  boolean isLongest() {
    return this == HOUR;
  }

  /** The next longer one. */
  Level longer() {
    return ALL[ordinal() + 1];
  }

  long nanos() {
    return nanos;
  }

  /** How long after its end sums wait for what comes late. */
  long graceNanos() {
    return graceNanos;
  }

  /** Beginning of the stretch that a time lies in. */
  long start(long timeNanos) {
    return timeNanos - Math.floorMod(timeNanos, nanos);
  }
}
