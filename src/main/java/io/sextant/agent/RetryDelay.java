package io.sextant.agent;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** How long to wait before the next try: longer after each failure, and not in step with others. */
final class RetryDelay {
  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final int MOST_DOUBLINGS = 20;

  private final Duration longest;
  private final RandomGenerator random;
  private int failures;

  /**
   * @param longest waited after many failures, and after none
   */
  RetryDelay(Duration longest, RandomGenerator random) {
    this.longest = longest;
    this.random = random;
  }

  void succeeded() {
    failures = 0;
  }

  void failed() {
    failures++;
  }

  /** Between half of the time that is due and all of it. */
  Duration next() {
    Duration due =
        failures == 0 ? longest : FIRST.multipliedBy(1L << Math.min(failures - 1, MOST_DOUBLINGS));
    long nanos = (due.compareTo(longest) < 0 ? due : longest).toNanos();
    return Duration.ofNanos(random.nextLong(nanos / 2, nanos + 1));
  }
}
