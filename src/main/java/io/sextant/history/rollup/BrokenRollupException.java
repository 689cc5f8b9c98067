package io.sextant.history.rollup;

/** Bytes of a log whose check sum is right but which say what cannot be. */
public final class BrokenRollupException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BrokenRollupException(String message) {
    super(message);
  }

  BrokenRollupException(String message, Throwable cause) {
    super(message, cause);
  }
}
