package io.sextant.serve.http;

/** A query parameter that cannot be right: which one, what it said, what would be right. */
final class BadParameter extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String parameter;
  private final String value;
  private final String expected;

  BadParameter(String parameter, String value, String expected) {
    super("%s=%s: expected %s".formatted(parameter, value, expected), null, false, false);
    this.parameter = parameter;
    this.value = value;
    this.expected = expected;
  }

  String parameter() {
    return parameter;
  }

  String value() {
    return value;
  }

  String expected() {
    return expected;
  }
}
