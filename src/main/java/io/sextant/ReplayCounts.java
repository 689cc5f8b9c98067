package io.sextant;

import io.sextant.decode.Refusal;
import io.sextant.enrich.RefusalCounts;
import io.sextant.ring.LossSource;
import io.sextant.ring.RingCounters;
import io.sextant.ring.SampleConsumer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What a recording gave. Belongs to the pipeline's thread until the replay has ended. */
final class ReplayCounts {
  private OfCpu[] cpus = new OfCpu[0];

  private static final class OfCpu {
    private final Map<LossSource, Long> lost = new EnumMap<>(LossSource.class);
    private long events;
    private long bytes;

    long lost(LossSource source) {
      return lost.getOrDefault(source, 0L);
    }

    /** As the rings were that it was recorded from. */
    RingCounters counters(int cpu) {
      long queueLost = lost(LossSource.READER_QUEUE);
      return new RingCounters(
          cpu,
          events + queueLost,
          bytes,
          events,
          lost(LossSource.KERNEL_RING),
          queueLost,
          0,
          false);
    }
  }

  /** The same consumer, with everything that it gets counted. */
  SampleConsumer counting(SampleConsumer samples) {
    return new SampleConsumer() {
      @Override
      public void sample(int cpu, long bootNanos, byte[] buffer, int offset, int length) {
        OfCpu counts = of(cpu);
        counts.events++;
        counts.bytes += length;
        samples.sample(cpu, bootNanos, buffer, offset, length);
      }

      @Override
      public void lost(int cpu, long bootNanos, LossSource source, long count) {
        of(cpu).lost.merge(source, count, Long::sum);
        samples.lost(cpu, bootNanos, source, count);
      }
    };
  }

  private OfCpu of(int cpu) {
    if (cpu >= cpus.length) {
      int before = cpus.length;
      cpus = Arrays.copyOf(cpus, cpu + 1);
      Arrays.setAll(cpus, i -> i < before ? cpus[i] : new OfCpu());
    }
    return cpus[cpu];
  }

  /** What went through each CPU's ring, so far. */
  List<RingCounters> rings() {
    List<RingCounters> rings = new ArrayList<>();
    for (int cpu = 0; cpu < cpus.length; cpu++) {
      RingCounters counters = cpus[cpu].counters(cpu);
      if (counters.received() + counters.kernelLost() > 0) {
        rings.add(counters);
      }
    }
    return rings;
  }

  long events() {
    return rings().stream().mapToLong(RingCounters::delivered).sum();
  }

  long lost() {
    return lost(LossSource.KERNEL_RING) + lost(LossSource.READER_QUEUE);
  }

  private long lost(LossSource source) {
    return Arrays.stream(cpus).mapToLong(cpu -> cpu.lost(source)).sum();
  }

  /** A line per count that is not zero; events, flows and losses always. */
  String text(long flows, RefusalCounts refusals) {
    StringBuilder text = new StringBuilder();
    long events = events();
    line(text, "events", events);
    line(text, "flows", flows);
    line(text, "other events", events - flows - refusals.total());
    for (Refusal refusal : Refusal.values()) {
      if (refusals.count(refusal) > 0) {
        line(text, "refused, " + refusal.text(), refusals.count(refusal));
      }
    }
    line(text, "lost", lost());
    for (LossSource source : LossSource.values()) {
      if (lost(source) > 0) {
        line(text, "  by " + source, lost(source));
      }
    }
    return text.toString().stripTrailing();
  }

  private static void line(StringBuilder text, String what, long count) {
    text.append("%-32s %,12d%n".formatted(what, count));
  }
}
