package io.sextant;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.sextant.decode.Refusal;
import io.sextant.enrich.RefusalCounts;
import io.sextant.metrics.Metric;
import java.util.Locale;

/** Exposes how many events did not become flows, by reason. */
final class RefusalMetrics {
  private static final String OWN_FAULT = "internal_error";

  private RefusalMetrics() {}

  static RefusalMetrics expose(
      PrometheusRegistry registry, RefusalCounts refusals, Pipeline pipeline) {
    Metric.REFUSED_EVENTS.observe(
        registry,
        series -> {
          for (Refusal refusal : Refusal.values()) {
            series.call((double) refusals.count(refusal), refusal.name().toLowerCase(Locale.ROOT));
          }
          series.call((double) pipeline.failures(), OWN_FAULT);
        });
    return new RefusalMetrics();
  }
}
