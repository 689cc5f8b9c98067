package io.sextant.cli;

import com.google.protobuf.Timestamp;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Locale;

/**
 * How times are printed, in the local time zone, by the names that {@code hubble} has for the
 * formats. Written by hand: the library's formatters cost a good part of a short command's time.
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

  String format(Timestamp time, ZoneId zone) {
    Instant instant = Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
    ZoneOffset offset = zone.getRules().getOffset(instant);
    LocalDateTime t = LocalDateTime.ofEpochSecond(time.getSeconds(), time.getNanos(), offset);
    return switch (this) {
      case STAMP_MILLI ->
          month(t)
              + padded(t.getDayOfMonth())
              + " "
              + clock(t)
              + "."
              + digits(3, time.getNanos() / 1_000_000);
      case YEAR_MONTH_DAY -> date(t);
      case YEAR_MONTH_DAY_HOUR -> date(t) + "T" + two(t.getHour()) + zone(offset, ":", "+00:00");
      case YEAR_MONTH_DAY_HOUR_MINUTE ->
          date(t) + "T" + two(t.getHour()) + ":" + two(t.getMinute()) + zone(offset, ":", "+00:00");
      case RFC3339 -> rfc3339(t, time.getNanos(), offset, 0);
      case RFC3339_MILLI -> rfc3339(t, time.getNanos(), offset, 3);
      case RFC3339_MICRO -> rfc3339(t, time.getNanos(), offset, 6);
      case RFC3339_NANO -> rfc3339(t, time.getNanos(), offset, 9);
      case RFC1123Z ->
          DAYS[t.getDayOfWeek().getValue() - 1]
              + ", "
              + two(t.getDayOfMonth())
              + " "
              + month(t)
              + " "
              + digits(4, t.getYear())
              + " "
              + clock(t)
              + " "
              + zone(offset, "", "+0000");
    };
  }

  private static String rfc3339(LocalDateTime t, int nanos, ZoneOffset offset, int places) {
    String fraction = digits(9, nanos).substring(0, places).replaceFirst("0+$", "");
    return date(t)
        + "T"
        + clock(t)
        + (fraction.isEmpty() ? "" : "." + fraction)
        + zone(offset, ":", "Z");
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
