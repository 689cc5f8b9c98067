package io.sextant.servicemap;

import java.util.concurrent.atomic.AtomicLong;

/** When something was seen last, in milliseconds; written by one thread, read by others. */
final class Sighting extends AtomicLong {
  private static final long GONE = -1;

  void at(long millis) {
    setOpaque(millis);
  }

  /** Nobody looks at it any more. */
  void leave() {
    setOpaque(GONE);
  }

  boolean isGone() {
    return getPlain() == GONE;
  }

  long millis() {
    return getOpaque();
  }
}
