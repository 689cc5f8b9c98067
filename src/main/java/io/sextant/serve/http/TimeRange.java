package io.sextant.serve.http;

import io.sextant.flow.PointInTime;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.springframework.util.MultiValueMap;

/**
 * Both ends belong to it.
 *
 * @param sinceNanos since the epoch; {@link Long#MIN_VALUE} for no limit
 * @param untilNanos {@link Long#MAX_VALUE} for no limit
 */
record TimeRange(long sinceNanos, long untilNanos) {
  static final String SINCE = "since";
  static final String UNTIL = "until";
  private static final String NOW = "now";
  static final TimeRange ALL = new TimeRange(Long.MIN_VALUE, Long.MAX_VALUE);

  /**
   * Reads {@code since} and {@code until}, either of which may be left out.
   *
   * @throws BadParameter for what is no time, or an end before the beginning
   */
  static TimeRange parse(MultiValueMap<String, String> query, Instant now) {
    long since = nanos(query, SINCE, now, Long.MIN_VALUE);
    long until = nanos(query, UNTIL, now, Long.MAX_VALUE);
    if (since > until) {
      throw new BadParameter(
          UNTIL,
          String.valueOf(query.getFirst(UNTIL)),
          "a time that is not before since=" + query.getFirst(SINCE));
    }
    return new TimeRange(since, until);
  }

  private static long nanos(
      MultiValueMap<String, String> query, String name, Instant now, long otherwise) {
    String text = query.getFirst(name);
    if (text == null) {
      return otherwise;
    }
    Instant time =
        text.equals(NOW)
            ? now
            : PointInTime.parse(text, now)
                .orElseThrow(() -> new BadParameter(name, text, PointInTime.FORMS + ", or now"));
    return TimeUnit.SECONDS.toNanos(time.getEpochSecond()) + time.getNano();
  }

  /** The first time behind it, for those who do not include the end. */
  long endNanos() {
    return untilNanos == Long.MAX_VALUE ? untilNanos : untilNanos + 1;
  }

  /** Whether there is a limit. */
  boolean isLimited() {
    return sinceNanos != Long.MIN_VALUE || untilNanos != Long.MAX_VALUE;
  }

  boolean covers(long timeNanos) {
    return timeNanos >= sinceNanos && timeNanos <= untilNanos;
  }
}
