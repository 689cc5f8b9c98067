package io.sextant.query;

import java.util.function.ToLongFunction;

/**
 * Numbers between two, both included: {@code 80}, {@code 1000-2000}, {@code 1000..2000}, {@code
 * 1000..}, {@code >=1024}, {@code <80}.
 */
record Bounds(long from, long to) {
  private static final String BETWEEN = "..";

  /**
   * What a single value looks like.
   *
   * @param one reads one; throws a {@link BadValue} for what is none
   * @param dashes whether a dash may stand between two of them
   */
  record Kind(ToLongFunction<String> one, boolean dashes) {}

  static Bounds read(String text, Kind kind) {
    int digits = operator(text);
    if (digits > 0) {
      return compared(text.substring(0, digits), kind.one.applyAsLong(text.substring(digits)));
    }
    int dots = text.indexOf(BETWEEN);
    int dash = kind.dashes ? text.indexOf('-', 1) : -1;
    if (dots >= 0) {
      return between(text.substring(0, dots), text.substring(dots + 2), kind);
    }
    if (dash > 0 && dash < text.length() - 1) {
      return between(text.substring(0, dash), text.substring(dash + 1), kind);
    }
    long one = kind.one.applyAsLong(text);
    return new Bounds(one, one);
  }

  boolean single() {
    return from == to;
  }

  private static int operator(String text) {
    if (text.startsWith(">=") || text.startsWith("<=")) {
      return 2;
    }
    return text.startsWith(">") || text.startsWith("<") || text.startsWith("=") ? 1 : 0;
  }

  private static Bounds compared(String operator, long number) {
    return switch (operator) {
      case ">=" -> new Bounds(number, Long.MAX_VALUE);
      case "<=" -> new Bounds(Long.MIN_VALUE, number);
      case ">" -> number == Long.MAX_VALUE ? none() : new Bounds(number + 1, Long.MAX_VALUE);
      case "<" -> number == Long.MIN_VALUE ? none() : new Bounds(Long.MIN_VALUE, number - 1);
      default -> new Bounds(number, number);
    };
  }

  private static Bounds between(String first, String last, Kind kind) {
    if (first.isEmpty() && last.isEmpty()) {
      throw new BadValue("a number on at least one side of the dots");
    }
    long from = first.isEmpty() ? Long.MIN_VALUE : kind.one.applyAsLong(first);
    long to = last.isEmpty() ? Long.MAX_VALUE : kind.one.applyAsLong(last);
    if (from > to) {
      throw new BadValue("a range whose smaller end stands first");
    }
    return new Bounds(from, to);
  }

  private static Bounds none() {
    return new Bounds(1, 0);
  }
}
