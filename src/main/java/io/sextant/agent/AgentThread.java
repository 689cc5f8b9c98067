package io.sextant.agent;

import io.sextant.datapath.sys.NetworkNamespace;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The one platform thread of an agent, which lives in the devices' network namespace. */
final class AgentThread implements AutoCloseable {
  private static final int GOODBYE_SECONDS = 10;

  private final ScheduledThreadPoolExecutor executor =
      new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name("agent").factory());

  private AgentThread() {
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    executor.setRemoveOnCancelPolicy(true);
  }

  /** Work that may fail on a system call. */
  @FunctionalInterface
  interface Work<T extends @Nullable Object> {
    T run() throws IOException;
  }

  static AgentThread start(@Nullable String networkNamespace) throws IOException {
    AgentThread thread = new AgentThread();
    if (networkNamespace == null) {
      return thread;
    }
    try (NetworkNamespace home = NetworkNamespace.open(networkNamespace)) {
      thread.call(() -> {
        home.enter();
        return null;
      });
      return thread;
    } catch (IOException | RuntimeException e) {
      thread.close();
      throw e;
    }
  }

  /** Runs work and waits for it. */
  <T extends @Nullable Object> T call(Work<T> work) throws IOException {
    try {
      return executor.submit(work::run).get();
    } catch (RejectedExecutionException e) {
      throw new IOException("the agent has ended", e);
    } catch (ExecutionException e) {
      throw asIoOrRuntime(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while the agent worked", e);
    }
  }

  /** Runs work that never throws after a time, unless the thread ends before. */
  Future<?> later(Duration delay, Runnable work) {
    try {
      return executor.schedule(work, delay.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      return CompletableFuture.completedFuture(null);
    }
  }

  private static IOException asIoOrRuntime(@Nullable Throwable cause) {
    return switch (cause) {
      case IOException failure -> failure;
      case RuntimeException failure -> throw failure;
      case null, default -> throw new IllegalStateException(cause);
    };
  }

  /** Work begun is finished: half of an endpoint is worse than a late end. */
  @Override
  public void close() {
    executor.shutdown();
    try {
      if (!executor.awaitTermination(GOODBYE_SECONDS, TimeUnit.SECONDS)) {
        System.getLogger(AgentThread.class.getName())
            .log(System.Logger.Level.WARNING, "the agent did not end in time");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
