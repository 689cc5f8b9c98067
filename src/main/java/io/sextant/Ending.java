package io.sextant;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Lets a command run until Ctrl-C or SIGTERM, and lets it clean up before the process is gone. */
final class Ending implements AutoCloseable {
  private static final long LONGEST_CLEANING_SECONDS = 30;

  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch cleaned = new CountDownLatch(1);

  Ending() {
    Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("ending").unstarted(this::ask));
  }

  /** Returns when the process was asked to end. */
  void await() throws InterruptedException {
    asked.await();
  }

  /** Says that all is cleaned up. */
  @Override
  public void close() {
    cleaned.countDown();
  }

  private void ask() {
    asked.countDown();
    try {
      var _ = cleaned.await(LONGEST_CLEANING_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
