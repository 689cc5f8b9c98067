package io.sextant.cli;

import com.google.protobuf.Timestamp;
import io.sextant.flow.PointInTime;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A point in time on the command line: so long ago, a date, or a date with time and zone. */
final class TimeArgument {
  private static final Pattern STAMP =
      Pattern.compile("([A-Z][a-z]{2}) +(\\d{1,2}) (\\d\\d:\\d\\d:\\d\\d(?:\\.\\d{1,9})?)");
  private static final Duration ONE_DAY = Duration.ofDays(1);

  private TimeArgument() {}

  static Timestamp parse(String flag, String text, Instant now, ZoneId zone) {
    Instant time =
        PointInTime.parse(text, now)
            .or(() -> stamp(text, now, zone))
            .orElseGet(() -> rfc1123(flag, text));
    return Timestamp.newBuilder()
        .setSeconds(time.getEpochSecond())
        .setNanos(time.getNano())
        .build();
  }

  /** A time as it stands in front of a flow: of the last twelve months. */
  private static Optional<Instant> stamp(String text, Instant now, ZoneId zone) {
    Matcher stamp = STAMP.matcher(text);
    int month = stamp.matches() ? TimeFormat.month(stamp.group(1)) : 0;
    if (month == 0) {
      return Optional.empty();
    }
    try {
      int year = now.atZone(zone).getYear();
      LocalTime clock = LocalTime.parse(stamp.group(3));
      Instant time = at(year, month, stamp.group(2), clock, zone);
      return Optional.of(
          time.isAfter(now.plus(ONE_DAY))
              ? at(year - 1, month, stamp.group(2), clock, zone)
              : time);
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Instant at(int year, int month, String day, LocalTime clock, ZoneId zone) {
    return LocalDate.of(year, month, Integer.parseInt(day)).atTime(clock).atZone(zone).toInstant();
  }

  private static Instant rfc1123(String flag, String text) {
    try {
      return OffsetDateTime.parse(
              text, DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss Z", Locale.ENGLISH))
          .withOffsetSameInstant(ZoneOffset.UTC)
          .toInstant();
    } catch (DateTimeParseException e) {
      throw new CommandFailure(
          flag
              + ": \""
              + text
              + "\" is no time: give how long ago (3s, 1h43m), a date (2026-01-31), or a date with"
              + " time and zone (2026-01-31T15:04:05Z)");
    }
  }
}
