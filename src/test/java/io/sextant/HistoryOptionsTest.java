package io.sextant;

import static org.assertj.core.api.Assertions.assertThat;

import io.sextant.history.HistorySettings;
import io.sextant.history.PartitionLimits;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class HistoryOptionsTest {
  @Test
  void partitionsAndReserve_areSmallPartsOfWhatIsKept() {
    HistorySettings little = settings(Duration.ofHours(1), DataSize.ofMegabytes(64));
    assertThat(little.limits().longestSpan()).isEqualTo(Duration.ofMinutes(7).plusSeconds(30));
    assertThat(little.limits().bytes()).isEqualTo(8 << 20);
    assertThat(little.reserveBytes()).isEqualTo(16 << 20);

    HistorySettings usual = settings(Duration.ofDays(7), DataSize.ofGigabytes(20));
    assertThat(usual.limits().span()).isEqualTo(PartitionLimits.DEFAULT.span());
    assertThat(usual.limits().bytes()).isEqualTo(PartitionLimits.DEFAULT.bytes());
    assertThat(usual.reserveBytes()).isEqualTo(64 << 20);
  }

  private static HistorySettings settings(Duration maxAge, DataSize maxSize) {
    return new HistoryOptions("/h", maxAge, maxSize, null, 1, HistorySettings.WhenFull.STOP)
        .settings();
  }
}
