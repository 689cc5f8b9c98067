package io.sextant.query;

/** A value that its field does not take; the parser adds where it stands. */
final class BadValue extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String expected;

  /**
   * @param expected what is right, to stand after "takes"
   */
  BadValue(String expected) {
    super(expected, null, false, false);
    this.expected = expected;
  }

  /** What is right is what the field takes. */
  BadValue() {
    this("");
  }

  /** Empty for what the field takes. */
  String expected() {
    return expected;
  }
}
