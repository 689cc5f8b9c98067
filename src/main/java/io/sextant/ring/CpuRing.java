package io.sextant.ring;

import io.sextant.datapath.sys.PageSize;
import io.sextant.datapath.sys.PerfBuffer;
import io.sextant.datapath.sys.SystemCallException;
import io.sextant.datapath.sys.ThreadPriority;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicLong;

/** One CPU's perf ring, its thread, and its queue. */
final class CpuRing implements PerfRecords.Sink, AutoCloseable {
  /** Between two looks at the ring while samples come, and after {@link #IDLE_AFTER} without. */
  private static final int BUSY_MILLIS = 2;

  private static final int IDLE_MILLIS = 10;
  private static final int IDLE_AFTER = 50;

  /**
   * Short work that must not wait behind long work: a ring of 4 MiB is full within milliseconds.
   */
  private static final int NICE = -15;

  /** A sample's time is taken a moment before it becomes visible. */
  private static final long VISIBLE_AFTER_NANOS = 20_000;

  final int cpu;
  final SampleQueue queue;
  private final PerfBuffer pages;
  private final PerfRecords records;
  private final Runnable afterSamples;
  private final Thread thread;
  private final AtomicLong received = new AtomicLong();
  private final AtomicLong receivedBytes = new AtomicLong();
  private final AtomicLong kernelLost = new AtomicLong();
  private final AtomicLong queueLost = new AtomicLong();
  private final AtomicLong malformed = new AtomicLong();
  private final AtomicLong drainedUntil = new AtomicLong(Long.MIN_VALUE);
  long delivered; // written by the consumer
  private volatile boolean stopped;
  private volatile boolean ended;

  CpuRing(int cpu, PerfBuffer pages, int queueBytes, Runnable afterSamples) {
    this.cpu = cpu;
    this.pages = pages;
    this.queue = new SampleQueue(queueBytes);
    this.records = new PerfRecords(pages.pages(), PageSize.bytes());
    this.afterSamples = afterSamples;
    this.thread = Thread.ofPlatform().name("ring-" + cpu).daemon().unstarted(this::run);
  }

  int fd() {
    return pages.fd();
  }

  void start() throws SystemCallException {
    pages.enable();
    thread.start();
  }

  /**
   * No sample older than this will come into the queue, which must have been seen empty before.
   * With nothing in the kernel's pages that is now, and when its thread has ended forever.
   */
  long horizon() {
    if (ended) {
      return queue.peek() < 0 ? Long.MAX_VALUE : drainedUntil.getAcquire();
    }
    long now = System.nanoTime();
    return records.isEmpty() && queue.peek() < 0
        ? now - VISIBLE_AFTER_NANOS
        : drainedUntil.getAcquire();
  }

  RingCounters counters() {
    return new RingCounters(
        cpu,
        received.get(),
        receivedBytes.get(),
        delivered,
        kernelLost.get(),
        queueLost.get(),
        malformed.get(),
        ended);
  }

  @Override
  public void sample(long time, MemorySegment segment, long offset, int length) {
    received.lazySet(received.getPlain() + 1);
    receivedBytes.lazySet(receivedBytes.getPlain() + length);
    if (!queue.offer(time, segment, offset, length)) {
      queueLost.lazySet(queueLost.getPlain() + 1);
    }
  }

  @Override
  public void lost(long time, long count) {
    kernelLost.lazySet(kernelLost.getPlain() + count);
    queue.offerKernelLost(time, count);
  }

  @Override
  public void malformed() {
    malformed.lazySet(malformed.getPlain() + 1);
  }

  /** True when the kernel's pages hold something that the thread has not taken yet. */
  boolean hasUnread() {
    return !records.isEmpty();
  }

  /** Ends the thread, then lets the kernel's pages go. */
  @Override
  public void close() {
    end();
    pages.close();
  }

  /** Ends the thread and waits for it. */
  void end() {
    stopped = true;
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** However it ends, the consumer must not wait for this ring any longer. */
  private void run() {
    try {
      drainUntilStopped();
    } finally {
      ended = true;
      afterSamples.run();
    }
  }

  private void drainUntilStopped() {
    ThreadPriority.nice(NICE);
    int empty = 0;
    while (!stopped) {
      long now = System.nanoTime();
      int taken = records.drain(this);
      boolean told = queue.hasUnannouncedLost() && queue.announceLost();
      drainedUntil.setRelease(now - VISIBLE_AFTER_NANOS);
      if (taken > 0 || told) {
        afterSamples.run();
      }
      empty = taken > 0 ? 0 : empty + 1;
      await(empty < IDLE_AFTER ? BUSY_MILLIS : IDLE_MILLIS);
    }
  }

  private void await(int millis) {
    try {
      pages.await(millis);
    } catch (SystemCallException e) {
      throw new IllegalStateException(thread.getName(), e);
    }
  }
}
