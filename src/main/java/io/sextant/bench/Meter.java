package io.sextant.bench;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.function.ToDoubleFunction;

/**
 * Measures what a piece of work costs the thread that does it: CPU time and bytes allocated,
 * medians of five runs after a warm-up of three runs' length.
 *
 * @param runNanos length of one run
 */
record Meter(long runNanos) {
  private static final int RUNS = 5;
  private static final int WARM_UP_RUNS = 3;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** Work to be repeated. */
  interface Work {
    /** What is needed for one repetition and not measured. */
    default void prepare() {}

    /** Does it; gives how many events that were. */
    int run();
  }

  /** Per event. */
  record Cost(double nanos, double bytes) {}

  Cost measure(Work work) {
    repeat(work, WARM_UP_RUNS * runNanos);
    Cost[] runs = new Cost[RUNS];
    for (int i = 0; i < RUNS; i++) {
      runs[i] = repeat(work, runNanos);
    }
    return new Cost(median(runs, Cost::nanos), median(runs, Cost::bytes));
  }

  static double median(double... values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  /** The smallest of sorted values that is not below so many percent of them. */
  static double percentile(double[] sorted, int percent) {
    return sorted[Math.max(0, Math.ceilDiv(sorted.length * percent, 100) - 1)];
  }

  private static Cost repeat(Work work, long nanos) {
    long end = System.nanoTime() + nanos;
    long events = 0;
    long cpu = 0;
    long bytes = 0;
    do {
      work.prepare();
      long cpuBefore = THREADS.getCurrentThreadCpuTime();
      long bytesBefore = THREADS.getCurrentThreadAllocatedBytes();
      events += work.run();
      bytes += THREADS.getCurrentThreadAllocatedBytes() - bytesBefore;
      cpu += THREADS.getCurrentThreadCpuTime() - cpuBefore;
    } while (System.nanoTime() < end);
    return new Cost((double) cpu / events, (double) bytes / events);
  }

  private static double median(Cost[] runs, ToDoubleFunction<Cost> value) {
    return median(Arrays.stream(runs).mapToDouble(value).toArray());
  }
}
