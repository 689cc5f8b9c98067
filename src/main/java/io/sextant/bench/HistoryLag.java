package io.sextant.bench;

import io.sextant.filter.Uuids;
import io.sextant.flow.Flow;
import io.sextant.history.LuceneStore;
import io.sextant.store.Answer;
import io.sextant.store.Query;
import java.io.IOException;
import java.util.Arrays;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** How long after a flow was handed to a store a query finds it, 10,000 flows a second coming. */
final class HistoryLag {
  private static final int PROBES = 500;
  private static final int WARM_UP_PROBES = 100;
  private static final int FLOWS_PER_STEP = 100;
  private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
  private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final LuceneStore store;
  private final SyntheticFlows source = new SyntheticFlows(11, HistorySample.FLOWS_PER_SECOND);
  private volatile Probe probe = new Probe(0, new UUID(0, 0), 0);
  private volatile boolean ended;

  /** The last flow of a step, and when it was handed over. */
  private record Probe(int number, UUID id, long nanos) {}

  HistoryLag(LuceneStore store) {
    this.store = store;
  }

  double p99Millis() throws IOException {
    Thread load = Thread.ofPlatform().name("bench-load").start(this::append);
    try {
      double[] millis = new double[PROBES];
      for (int i = -WARM_UP_PROBES; i < PROBES; i++) {
        double one = probe();
        if (i >= 0) {
          millis[i] = one;
        }
      }
      Arrays.sort(millis);
      return Meter.percentile(millis, 99);
    } finally {
      ended = true;
      join(load);
    }
  }

  /** The last flow of each step is told before it is handed over. */
  private void append() {
    long due = System.nanoTime();
    for (int number = 1; !ended; number++) {
      for (int i = 1; i < FLOWS_PER_STEP; i++) {
        store.append(source.next());
      }
      Flow last = source.next();
      UUID id = new UUID(last.uuidHigh(), last.uuidLow());
      probe = new Probe(number, id, System.nanoTime());
      store.append(last);
      store.wake();
      due += STEP_NANOS;
      LockSupport.parkNanos(Math.max(0, due - System.nanoTime()));
    }
  }

  private double probe() throws IOException {
    int before = probe.number();
    Probe next = probe;
    while (next.number() == before) {
      Thread.onSpinWait();
      next = probe;
    }
    Query query = Query.last(1, new Uuids(Set.of(next.id())));
    while (!finds(query)) {
      if (System.nanoTime() - next.nanos() > LONGEST_NANOS) {
        throw new IOException("flow " + next.id() + " is not found");
      }
    }
    return (System.nanoTime() - next.nanos()) / 1e6;
  }

  private boolean finds(Query query) {
    try (Answer answer = store.query(query)) {
      return answer.next() != null;
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
