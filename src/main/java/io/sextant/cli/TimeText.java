package io.sextant.cli;

import com.google.protobuf.Timestamp;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * Writes times in one format and zone. Most flows share their second with the one before: what does
 * not change within it is kept. Belongs to one thread.
 */
final class TimeText {
  private static final String NONE = "N/A";

  private final TimeFormat format;
  private final ZoneId zone;
  private long second = Long.MIN_VALUE;
  private String before = "";
  private String after = "";

  TimeText(TimeFormat format, ZoneId zone) {
    this.format = format;
    this.zone = zone;
  }

  void append(StringBuilder out, Timestamp time) {
    if (time.getSeconds() != second) {
      turnTo(time.getSeconds());
    }
    out.append(before);
    format.appendFraction(out, time.getNanos());
    out.append(after);
  }

  /** {@code N/A} where the time is not known. */
  void append(StringBuilder out, boolean known, Timestamp time) {
    if (known) {
      append(out, time);
    } else {
      out.append(NONE);
    }
  }

  String text(Timestamp time) {
    StringBuilder text = new StringBuilder();
    append(text, time);
    return text.toString();
  }

  private void turnTo(long second) {
    Instant instant = Instant.ofEpochSecond(second);
    ZoneOffset offset = zone.getRules().getOffset(instant);
    before = format.toTheSecond(instant, offset);
    after = format.zone(offset);
    this.second = second;
  }
}
