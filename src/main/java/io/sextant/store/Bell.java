package io.sextant.store;

import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Wakes followers without work for the writer: however many there are, the writer looks at one flag
 * per batch and wakes one thread, which wakes the others; with a pause after it, the longer the
 * more there are, so that waking never takes more than a small part of a core.
 *
 * <p>Nobody misses a strike: a follower raises the flag before it looks for news a last time, the
 * writer publishes news before it looks at the flag, and a full fence stands between on both sides.
 */
final class Bell implements AutoCloseable {
  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(1);
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(50);
  private static final Duration PAUSE_PER_FOLLOWER = Duration.ofNanos(100_000);

  private final Set<Thread> followers = ConcurrentHashMap.newKeySet();
  private final Thread ringer = Thread.ofVirtual().name("ring-bell").unstarted(this::run);
  private volatile boolean wanted;
  private volatile boolean closed;

  /** Says whether to ring; a thread that slept may come out of parking for no reason. */
  private volatile boolean struck;

  Bell() {
    ringer.start();
  }

  /** Called by the writer after it published news. */
  void strike() {
    VarHandle.fullFence();
    if (wanted) {
      wanted = false;
      struck = true;
      LockSupport.unpark(ringer);
    }
  }

  int followers() {
    return followers.size();
  }

  void join(Thread follower) {
    followers.add(follower);
  }

  void leave(Thread follower) {
    followers.remove(follower);
  }

  /**
   * Parks the calling follower until the next strike, unless there is news already. May return for
   * no reason.
   *
   * @param nanos longest time to wait
   */
  void await(BooleanSupplier news, long nanos) {
    wanted = true;
    VarHandle.fullFence();
    if (!closed && !news.getAsBoolean()) {
      LockSupport.parkNanos(this, nanos);
    }
  }

  boolean isClosed() {
    return closed;
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(ringer);
  }

  private Duration pause() {
    Duration pause = PAUSE_PER_FOLLOWER.multipliedBy(followers.size());
    if (pause.compareTo(SHORTEST_PAUSE) < 0) {
      return SHORTEST_PAUSE;
    }
    return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
  }

  private void run() {
    while (!closed) {
      while (!struck && !closed) {
        LockSupport.park(this);
      }
      struck = false;
      followers.forEach(LockSupport::unpark);
      try {
        Thread.sleep(pause());
      } catch (InterruptedException e) {
        return;
      }
    }
    followers.forEach(LockSupport::unpark);
  }
}
