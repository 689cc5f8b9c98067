package io.sextant.demo;

import java.io.IOException;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How often things happen: at random moments around a mean interval, as independent visitors come.
 *
 * @param rate factor; 2 halves all intervals
 */
record Cadence(RandomGenerator random, double rate) {
  private static final double LONGEST = 4;

  /** Repeats a pod's task until the pod closes; a repetition that fails does not end the rest. */
  void repeat(Pod pod, Duration mean, Pod.Task task) {
    pod.run(() -> {
      while (!pod.isClosed()) {
        Thread.sleep(pause(mean));
        try {
          task.run();
        } catch (IOException e) {
          // A denied or late answer is part of the picture; the next one may come.
        }
      }
    });
  }

  Duration pause(Duration mean) {
    double factor = Math.min(LONGEST, -Math.log(1 - random.nextDouble()));
    return Duration.ofNanos((long) (mean.toNanos() * factor / rate));
  }

  boolean chance(double probability) {
    return random.nextDouble() < probability;
  }
}
