package io.sextant.cli;

/** Colours as {@code hubble} has them, or none. */
enum Paint {
  PLAIN,
  COLORS;

  private static final String RESET = "\u001b[0m";
  private static final String RED = "\u001b[31m";
  private static final String GREEN = "\u001b[32m";
  private static final String YELLOW = "\u001b[33m";
  private static final String MAGENTA = "\u001b[35m";
  private static final String CYAN = "\u001b[36m";

  String host(String text) {
    return in(CYAN, text);
  }

  String port(String text) {
    return in(YELLOW, text);
  }

  String identity(String text) {
    return in(MAGENTA, text);
  }

  String good(String text) {
    return in(GREEN, text);
  }

  String bad(String text) {
    return in(RED, text);
  }

  String noteworthy(String text) {
    return in(YELLOW, text);
  }

  private String in(String color, String text) {
    return this == PLAIN || text.isEmpty() ? text : color + text + RESET;
  }
}
