package io.sextant.flow;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as Go writes them, {@code 1h43m}, {@code 1.5s}, and days and weeks: {@code 7d}. */
public final class GoDuration {
  private static final Map<String, Long> UNIT_NANOS =
      Map.of(
          "ns", 1L,
          "us", 1_000L,
          "µs", 1_000L,
          "ms", 1_000_000L,
          "s", 1_000_000_000L,
          "m", 60_000_000_000L,
          "h", 3_600_000_000_000L,
          "d", 86_400_000_000_000L,
          "w", 604_800_000_000_000L);
  private static final String PART = "(\\d+\\.?\\d*|\\.\\d+)(ns|us|µs|ms|s|m|h|d|w)";
  private static final Pattern WHOLE = Pattern.compile("([+-]?)((?:" + PART + ")+)");
  private static final Pattern ONE = Pattern.compile(PART);

  private GoDuration() {}

  /** The duration, or empty if the text is none; what is too long becomes the longest. */
  public static Optional<Duration> parse(String text) {
    Matcher whole = WHOLE.matcher(text);
    if (text.equals("0")) {
      return Optional.of(Duration.ZERO);
    }
    if (!whole.matches()) {
      return Optional.empty();
    }
    BigDecimal nanos = BigDecimal.ZERO;
    Matcher part = ONE.matcher(whole.group(2));
    while (part.find()) {
      BigDecimal unit = BigDecimal.valueOf(UNIT_NANOS.getOrDefault(part.group(2), 0L));
      nanos = nanos.add(new BigDecimal(part.group(1)).multiply(unit));
    }
    Duration size = Duration.ofNanos(nanos.min(BigDecimal.valueOf(Long.MAX_VALUE)).longValue());
    return Optional.of(whole.group(1).equals("-") ? size.negated() : size);
  }

  /** To the second: {@code 1h0m0s}. */
  public static String print(Duration duration) {
    long seconds = duration.plusMillis(500).toSeconds();
    String text = seconds % 60 + "s";
    if (seconds >= 60) {
      text = seconds / 60 % 60 + "m" + text;
    }
    return seconds >= 3600 ? seconds / 3600 + "h" + text : text;
  }
}
