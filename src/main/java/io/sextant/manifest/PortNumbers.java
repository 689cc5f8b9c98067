package io.sextant.manifest;

/** Numbers of ports. */
final class PortNumbers {
  static final int MAX = 0xffff;

  private PortNumbers() {}

  static int number(Value value) {
    return value.integer(1, MAX);
  }

  /** The last of a range. */
  static int end(Value value, int first) {
    int end = number(value);
    if (end < first) {
      throw value.bad("endPort %d is below port %d".formatted(end, first));
    }
    return end;
  }
}
