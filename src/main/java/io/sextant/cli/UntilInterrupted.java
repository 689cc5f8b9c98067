package io.sextant.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Between {@link #begin} and {@link #close}, Ctrl-C and SIGTERM do not end the process at once, but
 * tell a command to come to its end; the process goes when that is reached. What follows until
 * somebody ends it has succeeded then; what was cut short exits as the signal says (130, 143).
 */
final class UntilInterrupted implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** What the command does until it is interrupted. */
  enum Work {
    FOLLOWS,
    ANSWERS
  }

  private final Work work;
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Duration patience;
  private final Thread hook;
  private volatile boolean begun;
  private volatile boolean interrupted;

  /**
   * @param stop called once, from another thread
   */
  UntilInterrupted(Work work, Runnable stop) {
    this(work, stop, PATIENCE);
  }

  /**
   * @param stop called once, from another thread
   * @param patience how long to wait for the command's end
   */
  UntilInterrupted(Work work, Runnable stop, Duration patience) {
    this.work = work;
    this.patience = patience;
    hook = Thread.ofPlatform().name("interrupted").unstarted(() -> end(stop));
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** From here on there is something to bring to its end. */
  void begin() {
    begun = true;
  }

  boolean wasInterrupted() {
    return interrupted;
  }

  @Override
  public void close() {
    ended.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // Already on the way out.
    }
  }

  private void end(Runnable stop) {
    interrupted = true;
    if (!begun) {
      return;
    }
    stop.run();
    try {
      boolean reached = ended.await(patience.toMillis(), TimeUnit.MILLISECONDS);
      if (reached && work == Work.FOLLOWS) {
        Runtime.getRuntime().halt(0);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
