package io.sextant.cli;

/** Numbers for people. */
final class Count {
  private Count() {}

  /** {@code 1 flow}, {@code 1,234 flows}. */
  static String of(long number, String noun) {
    return grouped(number) + " " + noun + (number == 1 ? "" : "s");
  }

  /** {@code 1,234,567}. */
  static String grouped(long number) {
    StringBuilder text = new StringBuilder(Long.toUnsignedString(number));
    for (int i = text.length() - 3; i > 0; i -= 3) {
      text.insert(i, ',');
    }
    return text.toString();
  }

  /** {@code 12.5%}. */
  static String share(long part, long whole) {
    long tenths = whole == 0 ? 0 : Math.round(1000.0 * part / whole);
    return tenths / 10 + "." + tenths % 10 + "%";
  }

  /** To a tenth: {@code 12.5}. */
  static String rate(double number) {
    long tenths = Math.round(number * 10);
    return grouped(tenths / 10) + "." + tenths % 10;
  }
}
