package io.sextant.serve.http;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.util.MultiValueMap;

/**
 * The time that a request is about, both ends included, in nanoseconds since the epoch.
 *
 * @param sinceNanos {@link Long#MIN_VALUE} for no limit
 * @param untilNanos {@link Long#MAX_VALUE} for no limit
 */
record TimeRange(long sinceNanos, long untilNanos) {
  static final String SINCE = "since";
  static final String UNTIL = "until";

  private static final String EXPECTED =
      "a time such as 2026-01-15T10:20:30Z, how long ago such as 90s, 15m, 2h or 7d, or now";

  private static final Map<String, Duration> UNITS =
      Map.of(
          "s", Duration.ofSeconds(1),
          "m", Duration.ofMinutes(1),
          "h", Duration.ofHours(1),
          "d", Duration.ofDays(1));

  private static final long LONGEST_SECONDS = Duration.ofDays(36_500).toSeconds();

  /**
   * Reads {@code since} and {@code until}.
   *
   * @throws BadParameter for what is no time, or a time that ends before it begins
   */
  static TimeRange of(MultiValueMap<String, String> query, InstantSource clock) {
    Instant now = clock.instant();
    String until = query.getFirst(UNTIL);
    TimeRange range =
        new TimeRange(
            time(SINCE, query.getFirst(SINCE), now, Long.MIN_VALUE),
            time(UNTIL, until, now, Long.MAX_VALUE));
    if (range.sinceNanos > range.untilNanos) {
      throw new BadParameter(UNTIL, String.valueOf(until), "a time after since");
    }
    return range;
  }

  /** Whether there is a limit. */
  boolean isLimited() {
    return sinceNanos != Long.MIN_VALUE || untilNanos != Long.MAX_VALUE;
  }

  private static long time(String name, @Nullable String text, Instant now, long otherwise) {
    if (text == null) {
      return otherwise;
    }
    Duration ago = duration(text);
    if (text.equals("now")) {
      ago = Duration.ZERO;
    }
    try {
      return nanos(ago == null ? OffsetDateTime.parse(text).toInstant() : now.minus(ago));
    } catch (DateTimeException | ArithmeticException e) {
      throw new BadParameter(name, text, EXPECTED);
    }
  }

  private static long nanos(Instant time) {
    return Math.addExact(Math.multiplyExact(time.getEpochSecond(), 1_000_000_000L), time.getNano());
  }

  /** A whole number with a unit, or null for what is none. */
  static @Nullable Duration duration(String text) {
    if (!text.matches("[0-9]{1,9}[smhd]")) {
      return null;
    }
    int last = text.length() - 1;
    Duration unit = UNITS.getOrDefault(text.substring(last), Duration.ZERO);
    Duration duration = unit.multipliedBy(Long.parseLong(text.substring(0, last)));
    return duration.toSeconds() > LONGEST_SECONDS ? null : duration;
  }
}
