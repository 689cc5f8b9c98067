package io.sextant.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RetryDelayTest {
  private static final Duration LONGEST = Duration.ofSeconds(30);

  private final RetryDelay delay = new RetryDelay(LONGEST, new Random(7));

  @Test
  void next_afterFailures_doublesUpToTheLongest() {
    for (int due : new int[] {1, 2, 4, 8, 16, 30, 30}) {
      delay.failed();
      for (int i = 0; i < 100; i++) {
        assertThat(delay.next()).isBetween(Duration.ofMillis(due * 500L), Duration.ofSeconds(due));
      }
    }
    for (int i = 0; i < 100; i++) {
      delay.failed();
    }
    assertThat(delay.next()).isBetween(LONGEST.dividedBy(2), LONGEST);
  }

  @Test
  void next_afterSuccess_isTheUsualTime() {
    delay.failed();
    delay.succeeded();
    assertThat(delay.next()).isBetween(LONGEST.dividedBy(2), LONGEST);
  }

  @Test
  void next_isNotTwiceTheSame() {
    assertThat(delay.next()).isNotEqualTo(delay.next());
  }
}
