package io.sextant.cli;

/** Colours as {@code hubble} has them, or none. Each begins with its own text and ends alike. */
enum Paint {
  PLAIN("", "", "", "", "", ""),
  COLORS("\u001b[31m", "\u001b[32m", "\u001b[33m", "\u001b[35m", "\u001b[36m", "\u001b[0m");

  private final String red;
  private final String green;
  private final String yellow;
  private final String magenta;
  private final String cyan;
  private final String end;

  Paint(String red, String green, String yellow, String magenta, String cyan, String end) {
    this.red = red;
    this.green = green;
    this.yellow = yellow;
    this.magenta = magenta;
    this.cyan = cyan;
    this.end = end;
  }

  String host() {
    return cyan;
  }

  String port() {
    return yellow;
  }

  String identity() {
    return magenta;
  }

  String good() {
    return green;
  }

  String bad() {
    return red;
  }

  String noteworthy() {
    return yellow;
  }

  String end() {
    return end;
  }
}
