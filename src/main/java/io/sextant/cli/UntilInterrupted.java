package io.sextant.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * While it is open, Ctrl-C and SIGTERM do not end the process at once, but tell a command to come
 * to its end; the process goes when that is reached.
 */
final class UntilInterrupted implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final CountDownLatch ended = new CountDownLatch(1);
  private final Duration patience;
  private final Thread hook;
  private volatile boolean interrupted;

  /**
   * @param stop called once, from another thread
   */
  UntilInterrupted(Runnable stop) {
    this(stop, PATIENCE);
  }

  /**
   * @param stop called once, from another thread
   * @param patience how long to wait for the command's end
   */
  UntilInterrupted(Runnable stop, Duration patience) {
    this.patience = patience;
    hook = Thread.ofPlatform().name("interrupted").unstarted(() -> end(stop));
    Runtime.getRuntime().addShutdownHook(hook);
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
    stop.run();
    try {
      if (ended.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        Runtime.getRuntime().halt(0);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
