package io.sextant.relay;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Growing pauses between attempts: from a second, doubling, to a minute, each shortened by up to a
 * fifth at random so that many relays do not come back at the same moment. Belongs to one thread.
 */
final class Backoff {
  static final Duration SHORTEST = Duration.ofSeconds(1);
  static final Duration LONGEST = Duration.ofMinutes(1);
  private static final double JITTER = 0.2;

  private final RandomGenerator random;
  private long nextNanos = SHORTEST.toNanos();

  Backoff(RandomGenerator random) {
    this.random = random;
  }

  /** The next pause. */
  long nextNanos() {
    long pause = nextNanos;
    nextNanos = Math.min(2 * pause, LONGEST.toNanos());
    return jittered(pause, random);
  }

  /** The longest pause, as long as it is this time. */
  static long longestNanos(RandomGenerator random) {
    return jittered(LONGEST.toNanos(), random);
  }

  private static long jittered(long pause, RandomGenerator random) {
    return (long) (pause * (1 - JITTER * random.nextDouble()));
  }

  /** It went well: begin with the shortest again. */
  void reset() {
    nextNanos = SHORTEST.toNanos();
  }
}
