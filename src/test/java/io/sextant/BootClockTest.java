package io.sextant;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class BootClockTest {
  private static final Instant NOON = Instant.parse("2026-01-15T12:00:00Z");

  private Instant wall = NOON;
  private long monotonic = 5_000_000_000L;
  private final BootClock clock = new BootClock(() -> wall, () -> monotonic);

  @Test
  void stamp_becomesWallTime() {
    assertThat(instant(clock.wallNanos(monotonic - 7))).isEqualTo(NOON.minusNanos(7));
  }

  @Test
  void step_ofTheWallClock_isFollowedAfterASecond() {
    wall = NOON.plusSeconds(3600);
    clock.follow();
    assertThat(instant(clock.wallNanos(monotonic))).isEqualTo(NOON);

    pass(Duration.ofMillis(1001));
    clock.follow();
    assertThat(instant(clock.wallNanos(monotonic))).isEqualTo(wall);
  }

  private void pass(Duration time) {
    monotonic += time.toNanos();
    wall = wall.plus(time);
  }

  private static Instant instant(long nanos) {
    return Instant.ofEpochSecond(0, nanos);
  }
}
