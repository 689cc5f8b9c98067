package io.sextant.history.index;

import java.io.IOException;

/**
 * The index cannot be used as it is: it is damaged, or says something else than the log. Making it
 * again from the blocks helps.
 */
public final class IndexBrokenException extends IOException {
  IndexBrokenException(String message) {
    super(message);
  }

  IndexBrokenException(String message, Throwable cause) {
    super(message, cause);
  }
}
