package io.sextant;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** Where a command serves; checked before anything else is built. */
final class Ports {
  @Option(
      names = "--http-port",
      paramLabel = "PORT",
      defaultValue = "${env:SEXTANT_HTTP_PORT:-8080}",
      description = "Page and REST (default: ${DEFAULT-VALUE})")
  private int http;

  @Option(
      names = "--grpc-port",
      paramLabel = "PORT",
      defaultValue = "${env:SEXTANT_GRPC_PORT:-4245}",
      description = "Hubble's API (default: ${DEFAULT-VALUE})")
  private int grpc;

  @Option(
      names = "--metrics-port",
      paramLabel = "PORT",
      defaultValue = "${env:SEXTANT_METRICS_PORT:-9965}",
      description = "Prometheus metrics (default: ${DEFAULT-VALUE})")
  private int metrics;

  @Option(
      names = "--grpc-socket",
      paramLabel = "PATH",
      defaultValue = "${env:SEXTANT_GRPC_SOCKET:-}",
      description = "Hubble's API on a unix socket as well")
  private String socket = "";

  /** As keys of the {@code sextant:} tree. */
  Map<String, Object> settings() {
    return Map.of(
        "sextant.http.port", http,
        "sextant.grpc.port", grpc,
        "sextant.grpc.socket", socket,
        "sextant.metrics.port", metrics);
  }

  /**
   * Tries each port on the loopback address.
   *
   * @throws IOException in one line, with the option that names another port
   */
  void check() throws IOException {
    Map<String, Integer> options = new LinkedHashMap<>();
    options.put("--http-port", http);
    options.put("--grpc-port", grpc);
    options.put("--metrics-port", metrics);
    for (Map.Entry<String, Integer> option : options.entrySet()) {
      check(option.getKey(), option.getValue());
    }
  }

  private static void check(String option, int port) throws IOException {
    if (port < 0 || port > 65535) {
      throw new IOException(option + " " + port + ": a port is between 0 (any free one) and 65535");
    }
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    } catch (IOException e) {
      throw new IOException(
          "port %d is taken: end what listens there (ss -ltnp 'sport = :%d' names it), or choose another with %s"
              .formatted(port, port, option),
          e);
    }
  }
}
