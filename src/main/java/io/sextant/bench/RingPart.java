package io.sextant.bench;

import io.sextant.filter.FlowFilter;
import io.sextant.filter.Pods;
import io.sextant.filter.Selection;
import io.sextant.filter.Side;
import io.sextant.flow.Endpoint;
import io.sextant.flow.Event;
import io.sextant.flow.Flow;
import io.sextant.store.Answer;
import io.sextant.store.MemoryRing;
import io.sextant.store.Query;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a full memory ring weighs, and how long a selective filter takes over it. */
final class RingPart {
  private static final int RUNS = 5;
  private static final int RARE = 10;

  private RingPart() {}

  static void measure(Bench bench) {
    ParsedEvents events = new ParsedEvents(bench.corpus());
    int rounds = Math.ceilDiv(MemoryRing.DEFAULT_CAPACITY, bench.corpus().size());
    int fill = rounds * bench.corpus().size();
    double[] weights = new double[RUNS];
    for (int i = 0; i < RUNS; i++) {
      weights[i] = weight(events, fill);
    }
    bench.figures().put(Figure.RING_HEAP, Meter.median(weights));
    try (MemoryRing ring = FlowParts.newRing()) {
      FlowParts.append(events, ring, fill);
      needle(bench, ring);
    }
  }

  private static double weight(ParsedEvents events, int fill) {
    long before = usedHeap();
    try (MemoryRing ring = FlowParts.newRing()) {
      FlowParts.append(events, ring, fill);
      long weight = usedHeap() - before;
      return (double) weight / ring.status().current();
    }
  }

  /** A recording may know no pod at all; then there is no needle to look for. */
  private static void needle(Bench bench, MemoryRing ring) {
    Map<String, Integer> flowsByPod = flowsByPod(ring);
    flowsByPod.entrySet().stream()
        .min((a, b) -> Math.abs(a.getValue() - RARE) - Math.abs(b.getValue() - RARE))
        .ifPresent(pod -> {
          Selection wanted = selection(pod.getKey());
          Meter.Cost cost =
              bench
                  .meter()
                  .measure(() -> {
                    find(ring, wanted, pod.getValue());
                    return 1;
                  });
          bench.figures().put(Figure.RING_NEEDLE, cost.nanos() / 1e6);
        });
  }

  private static void find(MemoryRing ring, Selection wanted, int atLeast) {
    int found = 0;
    try (Answer answer = ring.query(Query.all(wanted))) {
      while (answer.next() != null) {
        found++;
      }
    }
    if (found < atLeast) {
      throw new IllegalStateException("found " + found + " flows of " + atLeast);
    }
  }

  private static Selection selection(String pod) {
    return new Selection(
        List.of(
            new FlowFilter(List.of(Pods.parse(Side.SOURCE, List.of(pod)))),
            new FlowFilter(List.of(Pods.parse(Side.DESTINATION, List.of(pod))))),
        List.of());
  }

  private static Map<String, Integer> flowsByPod(MemoryRing ring) {
    Map<String, Integer> flows = new TreeMap<>();
    try (Answer answer = ring.query(Query.all(Flow.class::isInstance))) {
      for (Event event = answer.next(); event != null; event = answer.next()) {
        String source = pod(((Flow) event).source());
        String destination = pod(((Flow) event).destination());
        flows.merge(source, 1, Integer::sum);
        if (!destination.equals(source)) {
          flows.merge(destination, 1, Integer::sum);
        }
      }
    }
    flows.remove("");
    return flows;
  }

  private static String pod(Endpoint endpoint) {
    return endpoint.podName().isEmpty() ? "" : endpoint.namespace() + "/" + endpoint.podName();
  }

  private static long usedHeap() {
    System.gc();
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
