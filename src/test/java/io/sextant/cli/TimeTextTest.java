package io.sextant.cli;

import static io.sextant.cli.PrintedFlows.TIME;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import java.time.ZoneId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Times in all formats. */
class TimeTextTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "StampMilli | Jan  2 08:34:05.670",
        "YearMonthDay | 2026-01-02",
        "YearMonthDayHour | 2026-01-02T08+05:30",
        "YearMonthDayHourMinute | 2026-01-02T08:34+05:30",
        "RFC3339 | 2026-01-02T08:34:05+05:30",
        "RFC3339Milli | 2026-01-02T08:34:05.67+05:30",
        "RFC3339Micro | 2026-01-02T08:34:05.67+05:30",
        "RFC3339Nano | 2026-01-02T08:34:05.67+05:30",
        "RFC1123Z | Fri, 02 Jan 2026 08:34:05 +0530"
      })
  void times_comeInAllFormats(String format, String text) {
    TimeText time = new TimeText(TimeFormat.named(format), ZoneId.of("Asia/Kolkata"));
    Timestamp at = TIME.toBuilder().setNanos(670_000_000).build();
    assertThat(time.text(at.toBuilder().setSeconds(0).build())).isNotEqualTo(text);
    assertThat(time.text(at)).isEqualTo(text);
    assertThat(time.text(at)).isEqualTo(text);
  }
}
