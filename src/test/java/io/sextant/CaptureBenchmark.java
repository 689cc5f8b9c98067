package io.sextant;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.sextant.control.ClusterState;
import io.sextant.enrich.Arrival;
import io.sextant.enrich.EventParser;
import io.sextant.enrich.FlowIds;
import io.sextant.enrich.ParserOptions;
import io.sextant.flow.Node;
import io.sextant.metrics.FlowMetrics;
import io.sextant.ring.RingBenchmark;
import io.sextant.servicemap.MapLimits;
import io.sextant.servicemap.ServiceMap;
import io.sextant.store.MemoryRing;
import java.time.InstantSource;

/**
 * Kernel to memory, all the way: events of test runs, read from the perf rings, decoded, named,
 * counted, put on the map and into the memory ring. Argument: seconds of each run.
 */
final class CaptureBenchmark {
  private CaptureBenchmark() {}

  public static void main(String[] arguments) throws Exception {
    Node node = Node.named("bench");
    Pipeline pipeline =
        new Pipeline(
            new EventParser(() -> ClusterState.EMPTY, ParserOptions.DEFAULTS),
            new Arrival(node, FlowIds.unique()),
            node,
            new MemoryRing(MemoryRing.DEFAULT_CAPACITY, node, InstantSource.system()),
            new ServiceMap(MapLimits.DEFAULT, InstantSource.system()),
            new FlowMetrics(new PrometheusRegistry()),
            BootClock.system());
    int seconds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5;
    RingBenchmark.run(seconds, pipeline, pipeline::batchDone);
  }
}
