package io.sextant.relay;

import java.util.concurrent.atomic.AtomicLong;

/** Bytes of memory that all streams of a relay share. Any thread may call. */
final class ByteBudget {
  private final long most;
  private final AtomicLong used = new AtomicLong();

  ByteBudget(long most) {
    this.most = most;
  }

  /** Takes all of it or nothing; whether it was there. */
  boolean take(long bytes) {
    long before = used.get();
    while (before + bytes <= most) {
      long found = used.compareAndExchange(before, before + bytes);
      if (found == before) {
        return true;
      }
      before = found;
    }
    return false;
  }

  /** Gives back what was taken. */
  void give(long bytes) {
    used.addAndGet(-bytes);
  }

  /** What is taken now. */
  long used() {
    return used.get();
  }
}
