package io.sextant.cli;

import com.google.protobuf.Timestamp;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.regex.Pattern;

/** A point in time on the command line: so long ago, a date, or a date with time and zone. */
final class TimeArgument {
  private static final Pattern DATE = Pattern.compile("\\d{4}-\\d\\d-\\d\\d");
  private static final Pattern HOUR = Pattern.compile("(" + DATE + "T\\d\\d)([+-]\\d\\d:\\d\\d|Z)");
  private static final Pattern MINUTE =
      Pattern.compile("(" + DATE + "T\\d\\d:\\d\\d)([+-]\\d\\d:\\d\\d|Z)");

  private TimeArgument() {}

  static Timestamp parse(String flag, String text, Instant now) {
    Instant time = GoDuration.parse(text).map(now::minus).orElseGet(() -> absolute(flag, text));
    return Timestamp.newBuilder()
        .setSeconds(time.getEpochSecond())
        .setNanos(time.getNano())
        .build();
  }

  private static Instant absolute(String flag, String text) {
    try {
      if (DATE.matcher(text).matches()) {
        return OffsetDateTime.parse(text + "T00:00:00Z").toInstant();
      }
      String full =
          MINUTE.matcher(HOUR.matcher(text).replaceFirst("$1:00:00$2")).replaceFirst("$1:00$2");
      return OffsetDateTime.parse(full).toInstant();
    } catch (DateTimeParseException e) {
      return rfc1123(flag, text);
    }
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
