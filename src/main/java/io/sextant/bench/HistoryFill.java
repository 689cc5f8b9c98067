package io.sextant.bench;

import io.sextant.flow.Flow;
import io.sextant.history.History;
import io.sextant.history.HistorySettings;
import io.sextant.history.HistoryWriter;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.time.InstantSource;

/**
 * Fills a history. Flows are made in batches between which the clock stands still, small ones for
 * one thread, as the pipeline's are fresh in the caches too, large ones for two, so that the second
 * gets little done meanwhile. The end counts: all is durable and in the index when the clock stops.
 */
final class HistoryFill {
  private static final int BATCH = 16_384;
  private static final int BATCH_OF_TWO = 262_144;
  private static final int FLOWS_PER_TICK = 1_024;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final SyntheticFlows source;
  private final HistorySample sample = new HistorySample();
  private long sequence;
  private long nanos;
  private long cpuNanos;

  HistoryFill(SyntheticFlows source) {
    this.source = source;
  }

  void run(HistorySettings settings, long flows) throws IOException {
    Flow[] batch = new Flow[settings.threads() == 1 ? BATCH : BATCH_OF_TWO];
    History history = History.open(settings, InstantSource.system());
    try {
      while (sequence < flows) {
        int count = (int) Math.min(batch.length, flows - sequence);
        for (int i = 0; i < count; i++) {
          batch[i] = source.next();
          sample.look(batch[i]);
        }
        time(() -> append(history.writer(), batch, count));
      }
      time(() -> history.writer().flush());
      requireAll(history, flows);
      cpuNanos += helpersNanos();
    } finally {
      time(history::close);
    }
  }

  private interface Step {
    void run() throws IOException;
  }

  private void time(Step step) throws IOException {
    long cpuBefore = THREADS.getCurrentThreadCpuTime();
    long before = System.nanoTime();
    step.run();
    nanos += System.nanoTime() - before;
    cpuNanos += THREADS.getCurrentThreadCpuTime() - cpuBefore;
  }

  private void append(HistoryWriter writer, Flow[] batch, int count) {
    for (int i = 0; i < count; i++) {
      writer.append(sequence++, batch[i]);
      if (sequence % FLOWS_PER_TICK == 0) {
        writer.tick(System.nanoTime());
      }
    }
  }

  private static void requireAll(History history, long flows) throws IOException {
    if (history.status().flows() != flows || history.writer().acknowledged() != flows - 1) {
      throw new IOException("history did not take all flows: " + history.status());
    }
  }

  /** All that they did since they were started, for this history. */
  private static long helpersNanos() {
    long sum = 0;
    for (ThreadInfo thread : THREADS.getThreadInfo(THREADS.getAllThreadIds())) {
      if (thread != null && thread.getThreadName().startsWith("history-")) {
        sum += Math.max(0, THREADS.getThreadCpuTime(thread.getThreadId()));
      }
    }
    return sum;
  }

  HistorySample sample() {
    return sample;
  }

  double flowsPerSecond() {
    return sequence * 1e9 / nanos;
  }

  double cpuMicrosPerFlow() {
    return cpuNanos / 1e3 / sequence;
  }
}
