package io.sextant.filter;

/** A filter that means nothing: which field, which value, and what would be right. */
public final class InvalidFilterException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  public InvalidFilterException(String field, String problem) {
    super("filter " + field + ": " + problem);
  }

  /**
   * @param expected what a right value is, to stand after the wrong one
   */
  static InvalidFilterException value(String field, String value, String expected) {
    return new InvalidFilterException(field, "\"" + value + "\" " + expected);
  }
}
