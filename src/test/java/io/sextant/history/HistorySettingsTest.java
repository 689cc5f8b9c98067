package io.sextant.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class HistorySettingsTest {
  private static final Duration DAY = Duration.ofDays(1);

  @Test
  void badValues_areRefusedByName() {
    assertRefused(Duration.ZERO, 1, DAY, 1, 0, "history.max-age PT0S: give more than 0");
    assertRefused(DAY, 0, DAY, 1, 0, "history.max-bytes 0: give 1 or more");
    assertRefused(DAY, 1, Duration.ofHours(1), 1, 0, "history.keep-drops-for PT1H");
    assertRefused(DAY, 1, DAY, 3, 0, "history.threads 3: give 1 or 2");
    assertRefused(DAY, 1, DAY, 1, -1, "history.reserve-bytes -1: give 0 or more");
  }

  @Test
  void partition_endsByWhicheverLimitComesFirst() {
    PartitionLimits limits = new PartitionLimits(Duration.ofHours(1), 100, DAY, 1_000, 50, 10_000);
    long hour = Duration.ofHours(1).toNanos();
    assertThat(limits.areReached(hour - 1, 999, 49, 9_999)).isFalse();
    assertThat(limits.areReached(hour, 999, 49, 99)).isFalse();
    assertThat(limits.areReached(hour, 999, 49, 100)).isTrue();
    assertThat(limits.areReached(DAY.toNanos(), 1, 1, 1)).isTrue();
    assertThat(limits.areReached(0, 1_000, 1, 1)).isTrue();
    assertThat(limits.areReached(0, 1, 50, 1)).isTrue();
    assertThat(limits.areReached(0, 1, 1, 10_000)).isTrue();
  }

  @Test
  void partitions_areSmallPartsOfWhatIsKept() {
    PartitionLimits week =
        PartitionLimits.within(DAY.multipliedBy(7), DAY.multipliedBy(7), 20L << 30);
    assertThat(week.longestSpan()).isEqualTo(Duration.ofHours(21));
    assertThat(week)
        .usingRecursiveComparison()
        .ignoringFields("longestSpan")
        .isEqualTo(PartitionLimits.DEFAULT);
    assertThat(PartitionLimits.within(DAY.multipliedBy(365), DAY.multipliedBy(365), 1L << 50))
        .as("never above what a node uses")
        .isEqualTo(PartitionLimits.DEFAULT);

    PartitionLimits little =
        PartitionLimits.within(Duration.ofHours(1), Duration.ofHours(1), 64 << 20);
    assertThat(little.longestSpan()).isEqualTo(Duration.ofSeconds(450));
    assertThat(little.span()).isEqualTo(little.longestSpan());
    assertThat(little.bytes()).isEqualTo(8 << 20);
    assertThat(little.leastBytes()).isEqualTo(little.bytes());

    Duration minute = Duration.ofMinutes(1);
    assertThat(PartitionLimits.within(minute, minute, 1).longestSpan())
        .as("not a partition for each block")
        .isEqualTo(Duration.ofSeconds(10));
    assertThat(PartitionLimits.within(minute, DAY.multipliedBy(10), 1 << 30).longestSpan())
        .as("not thousands that have drops only")
        .isEqualTo(DAY.dividedBy(100));
  }

  @Test
  void growth_startsAgainWhenStoringGoesOn() {
    Growth growth = new Growth();
    growth.note(0, 0);
    growth.note(Duration.ofMinutes(1).toNanos(), 1L << 40);
    growth.restart();
    growth.note(Duration.ofMinutes(1).toNanos(), 1L << 40);
    assertThat(growth.daysUntil(70 << 20)).as("what was before says nothing").isEmpty();
    growth.note(Duration.ofMinutes(31).toNanos(), (1L << 40) + 100);
    assertThat(growth.daysUntil(4_800)).hasValue(1.0);
  }

  @Test
  void growth_tellsDaysUntilFull() {
    Growth growth = new Growth();
    assertThat(growth.daysUntil(1_000)).isEmpty();
    growth.note(0, 500);
    assertThat(growth.daysUntil(1_000)).isEmpty();
    growth.note(Duration.ofMinutes(30).toNanos(), 600);
    assertThat(growth.daysUntil(4_800)).hasValue(1.0);
    growth.note(Duration.ofMinutes(80).toNanos(), 600);
    assertThat(growth.daysUntil(4_800)).isEmpty();
  }

  private static void assertRefused(
      Duration maxAge, long maxBytes, Duration keepDrops, int threads, long reserve, String says) {
    assertThatThrownBy(() ->
            new HistorySettings(
                Path.of("history"),
                maxAge,
                maxBytes,
                keepDrops,
                threads,
                PartitionLimits.DEFAULT,
                HistorySettings.Pace.DEFAULT,
                HistorySettings.WhenFull.STOP,
                reserve))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(says);
  }
}
