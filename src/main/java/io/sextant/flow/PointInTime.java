package io.sextant.flow;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.regex.Pattern;

/** Points in time as people write them. */
public final class PointInTime {
  /** What {@link #parse} takes. */
  public static final String FORMS =
      "how long ago (15m, 2h, 7d), a date (2026-01-31), a time with zone (2026-01-31T15:04:05Z),"
          + " or seconds or milliseconds since 1970";

  private static final Pattern DATE = Pattern.compile("\\d{4}-\\d\\d-\\d\\d");
  private static final Pattern HOUR = Pattern.compile("(" + DATE + "T\\d\\d)([+-]\\d\\d:\\d\\d|Z)");
  private static final Pattern MINUTE =
      Pattern.compile("(" + DATE + "T\\d\\d:\\d\\d)([+-]\\d\\d:\\d\\d|Z)");

  /** Beyond ten digits a count of seconds would lie after the year 2286. */
  private static final Pattern EPOCH_SECONDS = Pattern.compile("\\d{9,10}(\\.\\d{1,9})?");

  private static final Pattern EPOCH_MILLIS = Pattern.compile("\\d{12,13}");

  /** What fits into nanoseconds since 1970 in 64 bits. */
  private static final Duration FARTHEST = Duration.ofDays(106_000);

  private PointInTime() {}

  /** The time that a text says, or empty if it says none that a flow could have. */
  public static Optional<Instant> parse(String text, Instant now) {
    try {
      return GoDuration.parse(text)
          .map(now::minus)
          .or(() -> epoch(text))
          .or(() -> absolute(text))
          .filter(time -> Duration.between(Instant.EPOCH, time).abs().compareTo(FARTHEST) < 0);
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Optional<Instant> epoch(String text) {
    if (EPOCH_MILLIS.matcher(text).matches()) {
      return Optional.of(Instant.ofEpochMilli(Long.parseLong(text)));
    }
    if (!EPOCH_SECONDS.matcher(text).matches()) {
      return Optional.empty();
    }
    return Optional.of(
        Instant.ofEpochSecond(0, new BigDecimal(text).movePointRight(9).longValueExact()));
  }

  private static Optional<Instant> absolute(String text) {
    if (text.length() < "2026-01-31".length()) {
      return Optional.empty();
    }
    if (DATE.matcher(text).matches()) {
      return Optional.of(OffsetDateTime.parse(text + "T00:00:00Z").toInstant());
    }
    String full =
        MINUTE.matcher(HOUR.matcher(text).replaceFirst("$1:00:00$2")).replaceFirst("$1:00$2");
    return Optional.of(OffsetDateTime.parse(full).toInstant());
  }
}
