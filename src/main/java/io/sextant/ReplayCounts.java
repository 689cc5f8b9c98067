package io.sextant;

import io.sextant.decode.Refusal;
import io.sextant.enrich.RefusalCounts;
import io.sextant.ring.LossSource;
import io.sextant.ring.SampleConsumer;
import java.util.EnumMap;
import java.util.Map;

/** What a recording gave. Belongs to the pipeline's thread until the replay has ended. */
final class ReplayCounts {
  private final Map<LossSource, Long> lost = new EnumMap<>(LossSource.class);
  private long events;

  /** The same consumer, with everything that it gets counted. */
  SampleConsumer counting(SampleConsumer samples) {
    return new SampleConsumer() {
      @Override
      public void sample(int cpu, long bootNanos, byte[] buffer, int offset, int length) {
        events++;
        samples.sample(cpu, bootNanos, buffer, offset, length);
      }

      @Override
      public void lost(int cpu, long bootNanos, LossSource source, long count) {
        lost.merge(source, count, Long::sum);
        samples.lost(cpu, bootNanos, source, count);
      }
    };
  }

  long events() {
    return events;
  }

  long lost() {
    return lost.values().stream().mapToLong(Long::longValue).sum();
  }

  /** A line per count that is not zero; events, flows and losses always. */
  String text(long flows, RefusalCounts refusals) {
    StringBuilder text = new StringBuilder();
    line(text, "events", events);
    line(text, "flows", flows);
    line(text, "other events", events - flows - refusals.total());
    for (Refusal refusal : Refusal.values()) {
      if (refusals.count(refusal) > 0) {
        line(text, "refused, " + refusal.text(), refusals.count(refusal));
      }
    }
    line(text, "lost", lost());
    lost.forEach((source, count) -> line(text, "  by " + source, count));
    return text.toString().stripTrailing();
  }

  private static void line(StringBuilder text, String what, long count) {
    text.append("%-32s %,12d%n".formatted(what, count));
  }
}
