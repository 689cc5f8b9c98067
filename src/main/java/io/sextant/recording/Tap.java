package io.sextant.recording;

import io.sextant.control.ClusterState;
import io.sextant.ring.LossSource;
import io.sextant.ring.SampleConsumer;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Between the pipeline's thread, which copies what passes and never waits, and one that writes it
 * down. What does not fit is counted, and the count takes its place as soon as there is room.
 */
final class Tap implements SampleConsumer {
  /** Rough cost of an entry beside its bytes. */
  private static final int OVERHEAD = 64;

  private final Supplier<ClusterState> cluster;
  private final long mostBytes;
  private final ConcurrentLinkedQueue<RecordingEntry> entries = new ConcurrentLinkedQueue<>();
  private final AtomicLong heldBytes = new AtomicLong();
  private final Map<Gap, Long> gaps = new ConcurrentHashMap<>();
  private ClusterState offered = ClusterState.EMPTY; // the pipeline's
  private ClusterState taken = ClusterState.EMPTY; // the writer's

  private record Gap(int cpu, LossSource source) {}

  /**
   * @param mostBytes that may wait to be written
   */
  Tap(Supplier<ClusterState> cluster, long mostBytes) {
    this.cluster = cluster;
    this.mostBytes = mostBytes;
  }

  @Override
  public void sample(int cpu, long bootNanos, byte[] buffer, int offset, int length) {
    if (!hasRoom(length)) {
      gaps.merge(new Gap(cpu, LossSource.READER_QUEUE), 1L, Long::sum);
      return;
    }
    announce(bootNanos);
    ClusterState now = cluster.get();
    if (now != offered) {
      add(new RecordingEntry.Cluster(bootNanos, now), 0);
      offered = now;
    }
    byte[] copy = Arrays.copyOfRange(buffer, offset, offset + length);
    add(new RecordingEntry.Sample(cpu, bootNanos, copy), length);
  }

  @Override
  public void lost(int cpu, long bootNanos, LossSource source, long count) {
    gaps.merge(new Gap(cpu, source), count, Long::sum);
    if (hasRoom(0)) {
      announce(bootNanos);
    }
  }

  /**
   * Writes what waits, at most so many entries; gives how many. Only the writing thread calls this.
   */
  int drainTo(RecordingWriter writer, int most) {
    int drained = 0;
    while (drained < most) {
      RecordingEntry entry = entries.poll();
      if (entry == null) {
        break;
      }
      heldBytes.addAndGet(-cost(entry));
      write(entry, writer);
      drained++;
    }
    return drained;
  }

  /** At the end, when nothing comes any more: what waits, and what never fit. */
  void drainLastTo(RecordingWriter writer) {
    drainTo(writer, Integer.MAX_VALUE);
    long now = System.nanoTime();
    gaps.forEach((gap, count) -> writer.lost(gap.cpu, now, gap.source, count));
  }

  /** As it was when the last entry that was written came by. */
  ClusterState cluster() {
    return taken;
  }

  private void write(RecordingEntry entry, RecordingWriter writer) {
    switch (entry) {
      case RecordingEntry.Cluster known -> taken = known.state();
      case RecordingEntry.Sample s ->
          writer.sample(s.cpu(), s.bootNanos(), s.bytes(), 0, s.bytes().length);
      case RecordingEntry.Loss loss ->
          writer.lost(loss.cpu(), loss.bootNanos(), loss.source(), loss.count());
    }
  }

  private boolean hasRoom(int length) {
    return heldBytes.get() + OVERHEAD + length <= mostBytes;
  }

  private void announce(long bootNanos) {
    if (gaps.isEmpty()) {
      return;
    }
    gaps.keySet().forEach(gap -> announce(gap, bootNanos));
  }

  private void announce(Gap gap, long bootNanos) {
    Long count = gaps.remove(gap);
    if (count != null) {
      add(new RecordingEntry.Loss(gap.cpu, bootNanos, gap.source, count), 0);
    }
  }

  private void add(RecordingEntry entry, int length) {
    heldBytes.addAndGet((long) OVERHEAD + length);
    entries.add(entry);
  }

  private static long cost(RecordingEntry entry) {
    long bytes = entry instanceof RecordingEntry.Sample sample ? sample.bytes().length : 0;
    return OVERHEAD + bytes;
  }
}
