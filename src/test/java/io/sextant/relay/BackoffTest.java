package io.sextant.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BackoffTest {
  @Test
  void pauses_doubleFromASecondToAMinute_shortenedByUpToAFifth() {
    Backoff backoff = new Backoff(new Random(3));
    for (double seconds : new double[] {1, 2, 4, 8, 16, 32, 60, 60}) {
      assertThat(backoff.nextNanos() / 1e9).isBetween(seconds * 0.8, seconds);
    }
    backoff.reset();
    assertThat(backoff.nextNanos()).isLessThanOrEqualTo(TimeUnit.SECONDS.toNanos(1));
  }
}
