package io.sextant.cli;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Locale;

/**
 * How times are printed, by the names that {@code hubble} has for the formats. Written by hand: the
 * library's formatters cost a good part of a short command's time. A text has three parts: what
 * holds for a second, its fraction, the zone.
 */
enum TimeFormat {
  STAMP_MILLI("StampMilli"),
  YEAR_MONTH_DAY("YearMonthDay"),
  YEAR_MONTH_DAY_HOUR("YearMonthDayHour"),
  YEAR_MONTH_DAY_HOUR_MINUTE("YearMonthDayHourMinute"),
  RFC3339("RFC3339"),
  RFC3339_MILLI("RFC3339Milli"),
  RFC3339_MICRO("RFC3339Micro"),
  RFC3339_NANO("RFC3339Nano"),
  RFC1123Z("RFC1123Z");

  private static final String[] MONTHS = {
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"
  };
  private static final String[] DAYS = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};

  private final String text;

  TimeFormat(String text) {
    this.text = text;
  }

  static TimeFormat named(String name) {
    return Arrays.stream(values())
        .filter(format -> format.text.equalsIgnoreCase(name))
        .findFirst()
        .orElseThrow(
            () -> new CommandFailure("--time-format: \"" + name + "\" is not one of " + names()));
  }

  static String names() {
    return String.join(", ", Arrays.stream(values()).map(format -> format.text).toList());
  }

  /** The number of a month by its short name, from 1, or 0. */
  static int month(String name) {
    return Arrays.asList(MONTHS).indexOf(name) + 1;
  }

  String toTheSecond(Instant second, ZoneOffset offset) {
    LocalDateTime t = LocalDateTime.ofEpochSecond(second.getEpochSecond(), 0, offset);
    return switch (this) {
      case STAMP_MILLI -> month(t) + padded(t.getDayOfMonth()) + " " + clock(t);
      case YEAR_MONTH_DAY -> date(t);
      case YEAR_MONTH_DAY_HOUR -> date(t) + "T" + two(t.getHour());
      case YEAR_MONTH_DAY_HOUR_MINUTE ->
          date(t) + "T" + two(t.getHour()) + ":" + two(t.getMinute());
      case RFC3339, RFC3339_MILLI, RFC3339_MICRO, RFC3339_NANO -> date(t) + "T" + clock(t);
      case RFC1123Z ->
          DAYS[t.getDayOfWeek().getValue() - 1]
              + ", "
              + two(t.getDayOfMonth())
              + " "
              + month(t)
              + " "
              + digits(4, t.getYear())
              + " "
              + clock(t);
    };
  }

  void appendFraction(StringBuilder out, int nanos) {
    switch (this) {
      case STAMP_MILLI -> fraction(out, nanos, 3, false);
      case RFC3339_MILLI -> fraction(out, nanos, 3, true);
      case RFC3339_MICRO -> fraction(out, nanos, 6, true);
      case RFC3339_NANO -> fraction(out, nanos, 9, true);
      case YEAR_MONTH_DAY, YEAR_MONTH_DAY_HOUR, YEAR_MONTH_DAY_HOUR_MINUTE, RFC3339, RFC1123Z -> {}
    }
  }

  String zone(ZoneOffset offset) {
    return switch (this) {
      case STAMP_MILLI, YEAR_MONTH_DAY -> "";
      case YEAR_MONTH_DAY_HOUR, YEAR_MONTH_DAY_HOUR_MINUTE -> zone(offset, ":", "+00:00");
      case RFC3339, RFC3339_MILLI, RFC3339_MICRO, RFC3339_NANO -> zone(offset, ":", "Z");
      case RFC1123Z -> " " + zone(offset, "", "+0000");
    };
  }

  /** So many places of a second, without zeros at the end if told so. */
  private static void fraction(StringBuilder out, int nanos, int places, boolean trimmed) {
    int value = nanos;
    for (int i = places; i < 9; i++) {
      value /= 10;
    }
    int shown = places;
    while (trimmed && shown > 0 && value % 10 == 0) {
      value /= 10;
      shown--;
    }
    if (shown == 0) {
      return;
    }
    out.append('.');
    int start = out.length();
    out.repeat('0', shown);
    for (int i = start + shown - 1; value > 0; i--) {
      out.setCharAt(i, (char) ('0' + value % 10));
      value /= 10;
    }
  }

  private static String date(LocalDateTime t) {
    return digits(4, t.getYear()) + "-" + two(t.getMonthValue()) + "-" + two(t.getDayOfMonth());
  }

  private static String clock(LocalDateTime t) {
    return two(t.getHour()) + ":" + two(t.getMinute()) + ":" + two(t.getSecond());
  }

  private static String month(LocalDateTime t) {
    return MONTHS[t.getMonthValue() - 1];
  }

  private static String zone(ZoneOffset offset, String colon, String utc) {
    int minutes = offset.getTotalSeconds() / 60;
    if (minutes == 0) {
      return utc;
    }
    int size = Math.abs(minutes);
    return (minutes < 0 ? "-" : "+") + two(size / 60) + colon + two(size % 60);
  }

  private static String padded(int day) {
    return day < 10 ? "  " + day : " " + day;
  }

  private static String two(int number) {
    return number < 10 ? "0" + number : Integer.toString(number);
  }

  private static String digits(int count, int number) {
    String text = Integer.toString(number);
    return "0".repeat(Math.max(0, count - text.length())) + text;
  }

  @Override
  public String toString() {
    return text.toLowerCase(Locale.ROOT);
  }
}
