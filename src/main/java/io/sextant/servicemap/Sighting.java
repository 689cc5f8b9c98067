package io.sextant.servicemap;

import java.util.concurrent.atomic.AtomicLong;

/** When something was seen last, in milliseconds; written by one thread, read by others. */
final class Sighting extends AtomicLong {
  void at(long millis) {
    setOpaque(millis);
  }

  long millis() {
    return getOpaque();
  }
}
