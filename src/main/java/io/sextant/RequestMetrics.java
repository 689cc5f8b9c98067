package io.sextant;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.sextant.metrics.Metric;
import io.sextant.serve.grpc.GrpcServers;
import io.sextant.serve.grpc.Refused;

/** Exposes what clients of Hubble's API were refused, and how renewing certificates went. */
final class RequestMetrics {
  private RequestMetrics() {}

  static RequestMetrics expose(PrometheusRegistry registry, Refused refused, GrpcServers servers) {
    Metric.REFUSED_REQUESTS.observe(
        registry,
        series -> refused.forEach((reason, count) -> series.call((double) count, reason)));
    Metric.TLS_RELOADS.observe(
        registry,
        series -> {
          series.call((double) servers.tlsReloads(), "used");
          series.call((double) servers.failedTlsReloads(), "refused");
        });
    return new RequestMetrics();
  }
}
