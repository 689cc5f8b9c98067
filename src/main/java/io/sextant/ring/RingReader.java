package io.sextant.ring;

import io.sextant.datapath.sys.BpfMap;
import io.sextant.datapath.sys.Errno;
import io.sextant.datapath.sys.PerfBuffer;
import io.sextant.datapath.sys.PossibleCpus;
import io.sextant.datapath.sys.SystemCallException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * All perf rings of one event array.
 *
 * <p>Ring threads fill queues and wait for nobody. One consumer thread calls {@link #awaitSamples}
 * and {@link #drainTo} in turn. Samples come in time order over all CPUs, unless a queue is more
 * than half full: then each comes as soon as it can.
 */
public final class RingReader implements AutoCloseable {
  private static final long LOOK_AGAIN_NANOS = 500_000;

  private final BpfMap events;
  private final List<CpuRing> rings = new ArrayList<>();
  private volatile @Nullable Thread waiting;
  private boolean closed;

  private RingReader(BpfMap events) {
    this.events = events;
  }

  /** Maps one ring per possible CPU; no samples come before {@link #start}. */
  public static RingReader open(BpfMap events, RingSettings settings) throws SystemCallException {
    RingReader reader = new RingReader(events);
    try {
      for (int cpu = 0; cpu < PossibleCpus.count(); cpu++) {
        reader.open(cpu, settings);
      }
      return reader;
    } catch (SystemCallException e) {
      reader.close();
      throw e;
    }
  }

  /** Puts the rings into the array, and starts their threads. */
  public void start() throws SystemCallException {
    try (Arena arena = Arena.ofConfined()) {
      for (CpuRing ring : rings) {
        ring.start();
        events.put(
            arena.allocateFrom(ValueLayout.JAVA_INT, ring.cpu),
            arena.allocateFrom(ValueLayout.JAVA_INT, ring.fd()));
      }
    }
  }

  /** Delivers what is there, at most so many samples and counts; gives how many. */
  public synchronized int drainTo(SampleConsumer consumer, int max) {
    int taken = 0;
    while (taken < max && !closed) {
      CpuRing oldest = oldest();
      if (oldest == null) {
        return taken;
      }
      long limit = limit(oldest);
      int at = oldest.queue.peek();
      if (oldest.queue.time(at) > limit) {
        return taken;
      }
      while (taken < max && at >= 0 && oldest.queue.time(at) <= limit) {
        oldest.delivered += oldest.queue.take(at, oldest.cpu, consumer);
        taken++;
        at = oldest.queue.peek();
      }
    }
    return taken;
  }

  /** Waits until {@link #drainTo} has something to deliver; false if the time was over first. */
  public boolean awaitSamples(long timeoutNanos) {
    long deadline = System.nanoTime() + timeoutNanos;
    waiting = Thread.currentThread();
    try {
      while (!isReady()) {
        long left = deadline - System.nanoTime();
        if (left <= 0 || Thread.currentThread().isInterrupted()) {
          return false;
        }
        LockSupport.parkNanos(this, queuesAreEmpty() ? left : Math.min(left, LOOK_AGAIN_NANOS));
      }
      return true;
    } finally {
      waiting = null;
    }
  }

  /** Per CPU, in order. */
  public List<RingCounters> counters() {
    return rings.stream().map(CpuRing::counters).toList();
  }

  /** One per CPU that is online, in order. */
  List<CpuRing> rings() {
    return rings;
  }

  /** Ends the threads and frees the rings; what the queues hold is gone with them. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    for (CpuRing ring : rings) {
      removeFromArray(ring.cpu);
      ring.close();
    }
    wake();
  }

  private void open(int cpu, RingSettings settings) throws SystemCallException {
    try {
      PerfBuffer pages = PerfBuffer.open(cpu, settings.ringBytes(), settings.ringBytes() / 4);
      rings.add(new CpuRing(cpu, pages, settings.queueBytes(), this::wake));
    } catch (SystemCallException e) {
      if (e.errno() != Errno.ENODEV) { // possible but not online
        throw e;
      }
    }
  }

  private void removeFromArray(int cpu) {
    try (Arena arena = Arena.ofConfined()) {
      events.remove(arena.allocateFrom(ValueLayout.JAVA_INT, cpu));
    } catch (SystemCallException ignored) {
      // The kernel empties the slot when the descriptor closes.
    }
  }

  private void wake() {
    Thread thread = waiting;
    if (thread != null) {
      LockSupport.unpark(thread);
    }
  }

  private synchronized boolean isReady() {
    CpuRing oldest = oldest();
    return closed || (oldest != null && oldest.queue.time(oldest.queue.peek()) <= limit(oldest));
  }

  private synchronized boolean queuesAreEmpty() {
    return oldest() == null;
  }

  private @Nullable CpuRing oldest() {
    CpuRing oldest = null;
    long time = Long.MAX_VALUE;
    for (CpuRing ring : rings) {
      int at = ring.queue.peek();
      if (at >= 0 && ring.queue.time(at) < time) {
        oldest = ring;
        time = ring.queue.time(at);
      }
    }
    return oldest;
  }

  /** Up to when the oldest ring's entries may be taken in one go: no other has or gets an older. */
  private long limit(CpuRing oldest) {
    boolean ordered = !oldest.queue.isPressed();
    long limit = Long.MAX_VALUE;
    for (CpuRing ring : rings) {
      if (ring == oldest) {
        continue;
      }
      int at = ring.queue.peek();
      if (at >= 0) {
        limit = Math.min(limit, ring.queue.time(at));
      } else if (ordered) {
        limit = Math.min(limit, ring.horizon());
      }
    }
    return limit;
  }
}
