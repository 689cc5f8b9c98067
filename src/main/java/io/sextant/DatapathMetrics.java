package io.sextant;

import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.sextant.datapath.DatapathCounters;
import io.sextant.datapath.sys.Errno;
import io.sextant.datapath.sys.SystemCallException;
import io.sextant.flow.DropReason;
import io.sextant.metrics.Metric;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Exposes what the kernel programs count themselves; read from their maps at each scrape. */
final class DatapathMetrics {
  private static final Logger LOG = LoggerFactory.getLogger(DatapathMetrics.class);

  private final DatapathCounters counters;

  private DatapathMetrics(DatapathCounters counters) {
    this.counters = counters;
  }

  static void expose(PrometheusRegistry registry, DatapathCounters counters) {
    DatapathMetrics metrics = new DatapathMetrics(counters);
    Metric.DATAPATH_PACKETS.observe(registry, metrics::packets);
    Metric.DATAPATH_EVENTS.observe(registry, metrics::events);
  }

  private void packets(CounterWithCallback.Callback series) {
    try {
      for (DatapathCounters.Traffic traffic : counters.traffic()) {
        series.call(
            (double) traffic.packets(),
            traffic.direction().name().toLowerCase(Locale.ROOT),
            traffic.reason() == 0 ? "forwarded" : DropReason.name(traffic.reason()));
      }
    } catch (SystemCallException e) {
      LOG.warn("the datapath's packet counters cannot be read: {}", e.getMessage());
    }
  }

  private void events(CounterWithCallback.Callback series) {
    try {
      for (DatapathCounters.Emits emits : counters.emits()) {
        series.call((double) emits.count(), Integer.toString(emits.cpu()), outcome(emits.errno()));
      }
    } catch (SystemCallException e) {
      LOG.warn("the datapath's event counters cannot be read: {}", e.getMessage());
    }
  }

  private static String outcome(int errno) {
    if (errno == 0) {
      return "written";
    }
    return switch (Errno.of(errno)) {
      case ENOSPC -> "ring_full";
      case ENOENT -> "no_reader";
      default -> "error_" + errno;
    };
  }
}
