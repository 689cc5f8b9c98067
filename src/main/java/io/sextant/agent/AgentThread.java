package io.sextant.agent;

import io.sextant.datapath.sys.NetworkNamespace;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The one platform thread of an agent, which lives in the devices' network namespace. */
final class AgentThread implements AutoCloseable {
  private static final int GOODBYE_SECONDS = 10;

  private final ExecutorService executor =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("agent").factory());

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
