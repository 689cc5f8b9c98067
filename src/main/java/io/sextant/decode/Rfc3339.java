package io.sextant.decode;

import java.time.LocalDate;
import java.time.YearMonth;

/** Timestamps of RFC 3339, as access logs carry them. */
public final class Rfc3339 {
  /** No timestamp could be read. */
  public static final long UNREADABLE = Long.MIN_VALUE;

  private static final long NANOS_PER_SECOND = 1_000_000_000L;
  private static final String SHAPE = "dddd-dd-ddTdd:dd:dd";

  private Rfc3339() {}

  /** Nanoseconds since the Unix epoch, or {@link #UNREADABLE}; never throws. */
  public static long nanos(String text) {
    if (!hasShape(text, 0, SHAPE)) {
      return UNREADABLE;
    }
    int zoneAt = SHAPE.length();
    long fraction = 0;
    if (zoneAt < text.length() && (text.charAt(zoneAt) == '.' || text.charAt(zoneAt) == ',')) {
      int end = digitsEnd(text, zoneAt + 1);
      if (end == zoneAt + 1) {
        return UNREADABLE;
      }
      fraction = fraction(text, zoneAt + 1, end);
      zoneAt = end;
    }
    int offset = zoneSeconds(text, zoneAt);
    long seconds = seconds(text);
    if (offset == Integer.MIN_VALUE || seconds == UNREADABLE) {
      return UNREADABLE;
    }
    return (seconds - offset) * NANOS_PER_SECOND + fraction;
  }

  private static long seconds(String text) {
    int year = number(text, 0, 4);
    int month = number(text, 5, 7);
    int day = number(text, 8, 10);
    int hour = number(text, 11, 13);
    int minute = number(text, 14, 16);
    int second = number(text, 17, 19);
    boolean clock = hour < 24 && minute < 60 && second < 60;
    // Nanoseconds in a long reach from 1678 to 2262.
    boolean inRange = year >= 1678 && year <= 2261;
    boolean date = month >= 1 && month <= 12 && day >= 1;
    if (!clock || !inRange || !date || day > YearMonth.of(year, month).lengthOfMonth()) {
      return UNREADABLE;
    }
    return LocalDate.of(year, month, day).toEpochDay() * 86_400
        + hour * 3_600L
        + minute * 60L
        + second;
  }

  private static int zoneSeconds(String text, int at) {
    if (text.length() == at + 1 && text.charAt(at) == 'Z') {
      return 0;
    }
    boolean signed = text.length() == at + 6 && (text.charAt(at) == '+' || text.charAt(at) == '-');
    if (!signed || !hasShape(text, at + 1, "dd:dd")) {
      return Integer.MIN_VALUE;
    }
    int hours = number(text, at + 1, at + 3);
    int minutes = number(text, at + 4, at + 6);
    if (hours > 24 || minutes >= 60) {
      return Integer.MIN_VALUE;
    }
    int seconds = hours * 3_600 + minutes * 60;
    return text.charAt(at) == '-' ? -seconds : seconds;
  }

  private static long fraction(String text, int from, int to) {
    long value = 0;
    for (int i = from; i < from + 9; i++) {
      value = value * 10 + (i < to ? text.charAt(i) - '0' : 0);
    }
    return value;
  }

  private static boolean hasShape(String text, int from, String shape) {
    if (text.length() < from + shape.length()) {
      return false;
    }
    for (int i = 0; i < shape.length(); i++) {
      char expected = shape.charAt(i);
      char found = text.charAt(from + i);
      if (expected == 'd' ? !isDigit(found) : found != expected) {
        return false;
      }
    }
    return true;
  }

  private static int digitsEnd(String text, int from) {
    int end = from;
    while (end < text.length() && isDigit(text.charAt(end))) {
      end++;
    }
    return end;
  }

  private static int number(String text, int from, int to) {
    int value = 0;
    for (int i = from; i < to; i++) {
      value = value * 10 + (text.charAt(i) - '0');
    }
    return value;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
