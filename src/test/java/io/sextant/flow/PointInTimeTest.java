package io.sextant.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PointInTimeTest {
  private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");

  @ParameterizedTest
  @CsvSource({
    "15m, 2026-01-31T11:45:00Z",
    "1h30m, 2026-01-31T10:30:00Z",
    "7d, 2026-01-24T12:00:00Z",
    "1w, 2026-01-24T12:00:00Z",
    "0, 2026-01-31T12:00:00Z",
    "-5m, 2026-01-31T12:05:00Z",
    "2026-01-15, 2026-01-15T00:00:00Z",
    "2026-01-15T10Z, 2026-01-15T10:00:00Z",
    "2026-01-15T10:20+02:00, 2026-01-15T08:20:00Z",
    "2026-01-15T10:20:30.123456789Z, 2026-01-15T10:20:30.123456789Z",
    "1768472430, 2026-01-15T10:20:30Z",
    "1768472430.25, 2026-01-15T10:20:30.250Z",
    "1768472430123, 2026-01-15T10:20:30.123Z",
  })
  void time_isReadInEveryForm(String text, Instant expected) {
    assertThat(PointInTime.parse(text, NOW)).contains(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "yesterday",
        "15",
        "5 m",
        "2026-13-01",
        "2026-02-30",
        "2026-01-15T10:20:30",
        "9999-01-01T00:00:00Z",
        "99999999999999999999",
      })
  void textThatIsNoTime_isEmpty(String text) {
    assertThat(PointInTime.parse(text, NOW)).isEmpty();
  }

  @Test
  void forms_areGivenAsExamples() {
    assertThat(PointInTime.FORMS).contains("15m", "2026-01-31T15:04:05Z");
  }
}
