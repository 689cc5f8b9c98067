package io.sextant.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.OffsetDateTime;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Rfc3339Test {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-01-15T10:20:30Z",
        "2026-01-15T10:20:30.5Z",
        "2026-01-15T10:20:30.123456789Z",
        "2024-02-29T23:59:59.000000001+02:00",
        "1969-12-31T23:59:59.999999999-11:30",
      })
  void nanos_likeTheLibrary(String text) {
    Instant expected = OffsetDateTime.parse(text).toInstant();
    assertThat(Rfc3339.nanos(text))
        .isEqualTo(expected.getEpochSecond() * 1_000_000_000 + expected.getNano());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nope",
        "2026-01-15",
        "2026-01-15T10:20:30",
        "2026-01-15T10:20Z",
        "2026-13-15T10:20:30Z",
        "2026-02-29T10:20:30Z",
        "2026-01-15T24:20:30Z",
        "2026-01-15T10:20:30.Z",
        "2026-01-15T10:20:30+0200",
        "2026-01-15T10:20:30Zx",
        "9999-01-15T10:20:30Z",
        "2026-01-15 10:20:30Z",
      })
  void nanos_ofAnythingElse_areUnreadable(String text) {
    assertThat(Rfc3339.nanos(text)).isEqualTo(Rfc3339.UNREADABLE);
  }
}
