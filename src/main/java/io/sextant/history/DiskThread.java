package io.sextant.history;

import java.io.IOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * Does the writer's work on the disk in order: at once, or on a thread of its own. After a failure
 * what was still to do is given up, and the failure is thrown at the next call.
 */
abstract sealed class DiskThread implements AutoCloseable {
  /** Something to do on the disk. */
  interface Job {
    void run() throws IOException;

    /** Called in place of {@link #run} when a job before has failed. */
    default void giveUp() {}
  }

  /** On the calling thread, or on one of its own. */
  static DiskThread of(int threads) {
    return threads == 1 ? new Direct() : new Beside();
  }

  abstract void run(Job job) throws IOException;

  /** Waits until all is done. */
  abstract void drain() throws IOException;

  @Override
  public abstract void close();

  private static final class Direct extends DiskThread {
    @Override
    void run(Job job) throws IOException {
      job.run();
    }

    @Override
    void drain() {}

    @Override
    public void close() {}
  }

  private static final class Beside extends DiskThread {
    private static final int LONGEST_QUEUE = 4;

    private final BlockingQueue<Job> queue = new ArrayBlockingQueue<>(LONGEST_QUEUE);
    private final Thread thread =
        Thread.ofPlatform().name("history-disk").daemon().start(this::work);
    private volatile @Nullable Exception failure;

    @Override
    void run(Job job) throws IOException {
      put(job);
      throwFailure();
    }

    @Override
    void drain() throws IOException {
      Mark mark = new Mark();
      put(mark);
      mark.await();
      throwFailure();
    }

    /** Tells once what has failed; then goes on. */
    private void throwFailure() throws IOException {
      Exception failed = failure;
      if (failed == null) {
        return;
      }
      Mark mark = new Mark();
      put(mark);
      mark.await();
      failure = null;
      throw failed instanceof IOException io ? io : new IOException(failed);
    }

    private void put(Job job) throws IOException {
      try {
        queue.put(job);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted while the disk was busy", e);
      }
    }

    private void work() {
      try {
        for (Job job = queue.take(); !(job instanceof Stop); job = queue.take()) {
          attempt(job);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    private void attempt(Job job) {
      if (failure != null) {
        job.giveUp();
        return;
      }
      try {
        job.run();
      } catch (IOException | RuntimeException e) {
        failure = e;
      }
    }

    @Override
    public void close() {
      try {
        queue.put(new Stop());
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    /** The last one. */
    private static final class Stop implements Job {
      @Override
      public void run() {}
    }

    /** Reached when all before it is done or given up. */
    private static final class Mark implements Job {
      private final CountDownLatch reached = new CountDownLatch(1);

      @Override
      public void run() {
        reached.countDown();
      }

      @Override
      public void giveUp() {
        reached.countDown();
      }

      void await() throws IOException {
        try {
          reached.await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new IOException("interrupted while the disk was busy", e);
        }
      }
    }
  }
}
