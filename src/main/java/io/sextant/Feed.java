package io.sextant;

import io.sextant.recording.ReplaySource;
import io.sextant.ring.LossSource;
import io.sextant.ring.RingCounters;
import io.sextant.ring.RingReader;
import io.sextant.ring.SampleConsumer;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Where raw samples come from. It runs on the pipeline's thread until that is interrupted or
 * nothing more will come.
 */
@FunctionalInterface
interface Feed {
  int BATCH = 1024;

  /** How long news of the agent may wait when no packet flows. */
  long IDLE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  void run(SampleConsumer samples, Runnable batchDone) throws IOException, InterruptedException;

  /** What went through the rings that the samples come from; none where there are no rings. */
  default List<RingCounters> rings() {
    return List.of();
  }

  /** The kernel's rings. */
  static Feed of(RingReader rings) {
    return new Feed() {
      @Override
      public void run(SampleConsumer samples, Runnable batchDone) {
        while (!Thread.currentThread().isInterrupted()) {
          if (rings.drainTo(samples, BATCH) == 0) {
            rings.awaitSamples(IDLE_NANOS);
          }
          batchDone.run();
        }
      }

      @Override
      public List<RingCounters> rings() {
        return rings.counters();
      }
    };
  }

  /** A recording, at the pace that it was made. */
  static Feed of(ReplaySource recording) {
    return (samples, batchDone) -> recording.play(one(samples, batchDone));
  }

  /** Gives each what the feed gives, one after the other. */
  static SampleConsumer both(SampleConsumer first, SampleConsumer second) {
    return new SampleConsumer() {
      @Override
      public void sample(int cpu, long bootNanos, byte[] buffer, int offset, int length) {
        first.sample(cpu, bootNanos, buffer, offset, length);
        second.sample(cpu, bootNanos, buffer, offset, length);
      }

      @Override
      public void lost(int cpu, long bootNanos, LossSource source, long count) {
        first.lost(cpu, bootNanos, source, count);
        second.lost(cpu, bootNanos, source, count);
      }
    };
  }

  private static SampleConsumer one(SampleConsumer samples, Runnable batchDone) {
    return new SampleConsumer() {
      @Override
      public void sample(int cpu, long bootNanos, byte[] buffer, int offset, int length) {
        samples.sample(cpu, bootNanos, buffer, offset, length);
        batchDone.run();
      }

      @Override
      public void lost(int cpu, long bootNanos, LossSource source, long count) {
        samples.lost(cpu, bootNanos, source, count);
        batchDone.run();
      }
    };
  }
}
