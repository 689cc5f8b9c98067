package io.sextant.bench;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.sextant.flow.Event;
import io.sextant.flow.Flow;
import io.sextant.metrics.FlowMetrics;
import io.sextant.store.MemoryRing;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** What each event costs the pipeline's thread. */
final class FlowParts {
  private static final int BATCH = 1024;

  private FlowParts() {}

  /** Raw sample to named flow. */
  static void decode(Bench bench) {
    ParsedEvents events = new ParsedEvents(bench.corpus());
    @Nullable Event[] kept = new Event[BATCH];
    Meter.Cost cost =
        bench
            .meter()
            .measure(() -> {
              for (int i = 0; i < BATCH; i++) {
                kept[i] = events.next();
              }
              return BATCH;
            });
    bench.figures().put(Figure.DECODE_NANOS, cost.nanos());
    bench.figures().put(Figure.DECODE_BYTES, cost.bytes());
  }

  /** The same and into the memory ring. */
  static void pipeline(Bench bench) {
    ParsedEvents events = new ParsedEvents(bench.corpus());
    try (MemoryRing ring = newRing()) {
      Meter.Cost cost =
          bench
              .meter()
              .measure(() -> {
                append(events, ring, BATCH);
                return BATCH;
              });
      bench.figures().put(Figure.PIPELINE_NANOS, cost.nanos());
      bench.figures().put(Figure.PIPELINE_BYTES, cost.bytes());
    }
  }

  /** What counting adds: flows as fresh in the caches as the pipeline has them. */
  static void metrics(Bench bench) {
    ParsedEvents events = new ParsedEvents(bench.corpus());
    FlowMetrics metrics = new FlowMetrics(new PrometheusRegistry());
    Meter.Cost cost =
        bench
            .meter()
            .measure(
                new Meter.Work() {
                  private final @Nullable Event[] batch = new Event[BATCH];

                  @Override
                  public void prepare() {
                    for (int i = 0; i < BATCH; i++) {
                      batch[i] = events.next();
                    }
                  }

                  @Override
                  public int run() {
                    for (Event event : batch) {
                      count(metrics, event);
                    }
                    metrics.publish();
                    return BATCH;
                  }
                });
    bench.figures().put(Figure.METRICS_NANOS, cost.nanos());
  }

  static MemoryRing newRing() {
    return new MemoryRing(MemoryRing.DEFAULT_CAPACITY, ParsedEvents.NODE, InstantSource.system());
  }

  static void append(ParsedEvents events, MemoryRing ring, int count) {
    for (int i = 0; i < count; i++) {
      Event event = events.next();
      if (event != null) {
        ring.append(event);
      }
    }
    ring.wake();
  }

  private static void count(FlowMetrics metrics, @Nullable Event event) {
    metrics.received(0);
    if (event instanceof Flow flow) {
      metrics.count(flow);
    }
  }
}
