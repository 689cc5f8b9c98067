package io.sextant.durable;

import java.io.IOException;

/** A state file is there, and is not what was written. */
public final class DamagedStateException extends IOException {
  private static final long serialVersionUID = 1;

  /**
   * @param message names the file and what is wrong with it
   */
  DamagedStateException(String message) {
    super(message);
  }
}
