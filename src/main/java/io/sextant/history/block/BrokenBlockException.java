package io.sextant.history.block;

/** Bytes that are no block, or no entry of a dictionary: says where and what was found. */
public final class BrokenBlockException extends RuntimeException {
  private static final long serialVersionUID = 1;

  BrokenBlockException(String message) {
    super(message);
  }

  BrokenBlockException(String message, Throwable cause) {
    super(message, cause);
  }
}
