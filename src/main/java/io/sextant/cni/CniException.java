package io.sextant.cni;

/** A call that fails, in the terms of the specification. */
public final class CniException extends Exception {
  private static final long serialVersionUID = 1L;

  private final CniErrorCode code;
  private final String hint;

  /**
   * A failure.
   *
   * @param message what is wrong, with the field's name and value
   * @param hint what would be right, or what to do
   */
  public CniException(CniErrorCode code, String message, String hint) {
    super(message);
    this.code = code;
    this.hint = hint;
  }

  CniException(CniErrorCode code, String message, String hint, Throwable cause) {
    super(message, cause);
    this.code = code;
    this.hint = hint;
  }

  public CniErrorCode code() {
    return code;
  }

  public String hint() {
    return hint;
  }

  /** What is wrong; never null. */
  String text() {
    return String.valueOf(getMessage());
  }
}
