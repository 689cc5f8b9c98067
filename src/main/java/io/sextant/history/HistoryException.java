package io.sextant.history;

import java.io.IOException;

/** A folder that cannot serve as history: what is wrong, and what to do. */
public final class HistoryException extends IOException {
  private static final long serialVersionUID = 1L;

  HistoryException(String message) {
    super(message);
  }
}
