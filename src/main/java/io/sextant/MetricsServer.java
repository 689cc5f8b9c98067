package io.sextant;

import io.prometheus.metrics.exporter.httpserver.HTTPServer;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

/**
 * Serves {@code /metrics} in Prometheus text, OpenMetrics or protobuf, as the scraper asks, on a
 * port of its own.
 */
final class MetricsServer implements SmartLifecycle {
  private final PrometheusRegistry registry;
  private final String bind;
  private final int port;
  private @Nullable HTTPServer server;

  MetricsServer(PrometheusRegistry registry, Settings settings) {
    this.registry = registry;
    this.bind = settings.bind();
    this.port = settings.metrics().port();
  }

  @Override
  public void start() {
    try {
      server =
          HTTPServer.builder()
              .inetAddress(InetAddress.getByName(bind))
              .port(port)
              .registry(registry)
              .buildAndStart();
    } catch (IOException e) {
      throw new UncheckedIOException("metrics cannot listen on " + bind + ":" + port, e);
    }
  }

  @Override
  public void stop() {
    if (server != null) {
      server.close();
      server = null;
    }
  }

  @Override
  public boolean isRunning() {
    return server != null;
  }

  /** The port in use; differs from the setting when that was 0. */
  int port() {
    return server == null ? port : server.getPort();
  }
}
