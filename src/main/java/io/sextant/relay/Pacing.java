package io.sextant.relay;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Lets one thread sleep until there is something to do. A signal between two pauses is never
 * missed: it is published before the sleeper is looked for, and looked for after the sleeper is
 * published.
 */
final class Pacing {
  private volatile boolean signaled;
  private volatile @Nullable Thread sleeper;

  /** There is something to do; from any thread, cheap while nobody sleeps. */
  void wake() {
    signaled = true;
    Thread thread = sleeper;
    if (thread != null) {
      LockSupport.unpark(thread);
    }
  }

  /** Sleeps for so long at most, or not at all if it was woken since the last pause. */
  void pause(long nanos) {
    sleeper = Thread.currentThread();
    if (!signaled) {
      LockSupport.parkNanos(this, nanos);
    }
    sleeper = null;
    signaled = false;
  }
}
