package io.sextant.query;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Locale;

/** Times as RFC 3339 writes them; without a zone they are in UTC. */
final class Times {
  private static final long NANOS_PER_SECOND = 1_000_000_000L;
  private static final long LAST_SECOND = Long.MAX_VALUE / NANOS_PER_SECOND - 1;
  private static final Bounds.Kind KIND = new Bounds.Kind(Times::nanos, false);

  private Times() {}

  /** A range, or all of a day. */
  static Bounds read(String text) {
    if (isDay(text)) {
      LocalDate day = day(text);
      return new Bounds(nanos(day), nanos(day.plusDays(1)) - 1);
    }
    return Bounds.read(text, KIND);
  }

  private static long nanos(String text) {
    try {
      return nanos(instant(text.toUpperCase(Locale.ROOT)));
    } catch (DateTimeException e) {
      throw new BadValue();
    }
  }

  private static Instant instant(String text) {
    if (isDay(text)) {
      return LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
    }
    return text.matches(".*(Z|[+-][0-9]{2}:[0-9]{2})")
        ? OffsetDateTime.parse(text).toInstant()
        : LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
  }

  private static boolean isDay(String text) {
    return text.matches("[0-9]{4}-[0-9]{2}-[0-9]{2}");
  }

  private static LocalDate day(String text) {
    try {
      return LocalDate.parse(text);
    } catch (DateTimeException e) {
      throw new BadValue();
    }
  }

  private static long nanos(LocalDate day) {
    return nanos(day.atStartOfDay(ZoneOffset.UTC).toInstant());
  }

  private static long nanos(Instant time) {
    long seconds = Math.clamp(time.getEpochSecond(), -LAST_SECOND, LAST_SECOND);
    return seconds * NANOS_PER_SECOND + time.getNano();
  }
}
