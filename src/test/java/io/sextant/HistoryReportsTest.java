package io.sextant;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.sextant.control.ClusterState;
import io.sextant.control.LiveCluster;
import io.sextant.flow.Node;
import io.sextant.history.HistoryState;
import io.sextant.history.HistoryStatus;
import io.sextant.history.NotStored;
import io.sextant.proto.observer.ObserverGrpc;
import io.sextant.proto.observer.ServerStatusRequest;
import io.sextant.serve.grpc.HistoryHeader;
import io.sextant.serve.http.HistoryReport;
import io.sextant.serve.http.SourceBadge;
import io.sextant.store.MemoryRing;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What is told of history: the report, the metrics, and a whole server with and without it. */
class HistoryReportsTest {
  private static final HistoryStatus FULL =
      status(new HistoryState.Full("No space left on the device ü"), OptionalDouble.of(0.52), 4096);

  @TempDir Path folder;

  private static HistoryStatus status(HistoryState state, OptionalDouble days, long usableBytes) {
    return new HistoryStatus(
        state,
        3,
        1_000,
        45_678,
        OptionalLong.of(1_768_472_400_500_000_000L),
        120,
        100,
        90,
        Map.of(NotStored.Reason.DISK_FULL, 7L),
        usableBytes,
        days,
        1,
        2);
  }

  @Test
  void report_hasAllOfTheStatus() {
    HistoryReport report = HistoryReports.report(FULL);
    assertThat(report)
        .isEqualTo(
            new HistoryReport(
                "full",
                "No space left on the device ü",
                3,
                1_000,
                45_678,
                45.7,
                "2026-01-15T10:20:00.500Z",
                20,
                0.5,
                4096L,
                Map.of("disk_full", 7L, "failed", 0L),
                1,
                2));
    assertThat(report.json()).contains("device \\u00FC").matches("\\p{ASCII}*");
  }

  @Test
  void report_leavesOutWhatIsNotKnown_andCutsLongMessages() {
    HistoryReport report =
        HistoryReports.report(
            status(new HistoryState.Stopped("x".repeat(600)), OptionalDouble.empty(), -1));
    assertThat(report.state()).isEqualTo("stopped");
    assertThat(report.message()).hasSize(504).endsWith("x ...");
    assertThat(report.json()).doesNotContain("daysUntilFull", "freeBytes");
  }

  @Test
  void report_ofADiskThatIsNearlyFull_doesNotSayThatItIs() {
    HistoryReport report =
        HistoryReports.report(status(HistoryState.STORING, OptionalDouble.of(0.0123), 70 << 20));
    assertThat(report.daysUntilFull()).isEqualTo(0.012);
  }

  @Test
  void metrics_areThoseOfTheStatus_andClean() throws Exception {
    PrometheusRegistry registry = new PrometheusRegistry();
    HistoryMetrics.expose(registry, () -> FULL);
    String text = scrape(registry);
    assertThat(text)
        .contains(
            "sextant_history_partitions 3.0\n",
            "sextant_history_flows 1000.0\n",
            "sextant_history_bytes 45678.0\n",
            "sextant_history_oldest_timestamp_seconds 1.7684724005E9\n",
            "sextant_history_acknowledged_lag 20.0\n",
            "sextant_history_free_bytes 4096.0\n",
            "sextant_history_until_full_seconds 44928.0\n",
            "sextant_history_state{state=\"full\"} 1.0\n",
            "sextant_history_state{state=\"stopped\"} 0.0\n",
            "sextant_history_state{state=\"storing\"} 0.0\n",
            "sextant_history_not_stored_flows_total{reason=\"disk_full\"} 7.0\n",
            "sextant_history_not_stored_flows_total{reason=\"failed\"} 0.0\n",
            "sextant_history_set_aside_partitions 1.0\n",
            "sextant_history_dropped_partitions_total 2.0\n");
    Process promtool =
        new ProcessBuilder("promtool", "check", "metrics").redirectErrorStream(true).start();
    try (var in = promtool.outputWriter()) {
      in.write(text);
    }
    assertThat(promtool.inputReader().readAllAsString()).isEmpty();
    assertThat(promtool.waitFor()).isZero();
  }

  @Test
  void scrape_looksAtHistoryOnce() {
    PrometheusRegistry registry = new PrometheusRegistry();
    AtomicInteger looks = new AtomicInteger();
    HistoryMetrics.expose(
        registry,
        () -> {
          looks.incrementAndGet();
          return FULL;
        });
    assertThat(registry.scrape().size()).isGreaterThan(8);
    assertThat(looks).hasValue(1);
  }

  @Test
  void metricsWithoutHistory_areAbsent() throws IOException {
    PrometheusRegistry registry = new PrometheusRegistry();
    try (MemoryRing ring = new MemoryRing(100, Node.named("n"), InstantSource.system())) {
      HistoryMetrics.expose(registry, ring);
    }
    assertThat(scrape(registry)).doesNotContain("sextant_history");
  }

  @Test
  void serverWithHistory_tellsItEverywhere() throws Exception {
    try (Server server = server(Map.of("sextant.history.folder", folder.toString()))) {
      assertThat(get(server.httpPort(), "/api/v1/status"))
          .contains("\"history\":{\"state\":\"storing\"");
      assertThat(get(server.metricsPort(), "/metrics"))
          .contains("sextant_history_state{state=\"storing\"} 1.0");
      assertThat(header(server)).startsWith("{\"state\":\"storing\"");
      assertThat(
              LoggerFactory.getLogger(
                      "org.apache.lucene.internal.vectorization.VectorizationProvider")
                  .isWarnEnabled())
          .as("a warning that nobody can do anything about")
          .isFalse();
    }
  }

  /** The longest that the query language allows, in letters that a URL makes longest. */
  @Test
  void longQuery_isReadFromTheUrl() throws Exception {
    String longest = URLEncoder.encode("\u6c34".repeat(4_096), StandardCharsets.UTF_8);
    String tooLong = URLEncoder.encode("x".repeat(4_097), StandardCharsets.UTF_8);
    try (Server server = server(Map.of())) {
      assertThat(get(server.httpPort(), "/api/v1/flows?limit=1&q=" + longest))
          .contains("\"flows\"");
      assertThat(get(server.httpPort(), "/api/v1/flows?limit=1&q=" + tooLong))
          .contains("at most 4096 characters");
      assertThat(get(server.httpPort(), "/?" + "x".repeat(50_000))).isEmpty();
      assertThat(
              LoggerFactory.getLogger("reactor.netty.http.server.HttpServerOperations")
                  .isWarnEnabled())
          .as("a warning for each of them")
          .isFalse();
    }
  }

  @Test
  void serverWithoutHistory_doesNotSpeakOfIt() throws Exception {
    try (Server server = server(Map.of())) {
      assertThat(get(server.httpPort(), "/api/v1/status")).doesNotContain("history");
      assertThat(get(server.metricsPort(), "/metrics")).doesNotContain("sextant_history");
      assertThat(header(server)).isNull();
    }
  }

  private static Server server(Map<String, Object> more) throws IOException {
    Map<String, Object> settings =
        new HashMap<>(
            Map.of(
                "sextant.node", "n",
                "sextant.http.port", 0,
                "sextant.grpc.port", 0,
                "sextant.metrics.port", 0));
    settings.putAll(more);
    return Server.start(
        new SourceBadge(SourceBadge.Kind.REPLAY, "test", ""),
        new LiveCluster(ClusterState.EMPTY),
        settings);
  }

  private static @Nullable String header(Server server) {
    AtomicReference<Metadata> headers = new AtomicReference<>();
    ManagedChannel channel =
        ManagedChannelBuilder.forAddress("localhost", server.grpcPort()).usePlaintext().build();
    try {
      assertThat(
              ObserverGrpc.newBlockingStub(channel)
                  .withInterceptors(
                      MetadataUtils.newCaptureMetadataInterceptor(headers, new AtomicReference<>()))
                  .serverStatus(ServerStatusRequest.getDefaultInstance())
                  .getMaxFlows())
          .isPositive();
    } finally {
      channel.shutdownNow();
    }
    return headers.get().get(HistoryHeader.HISTORY);
  }

  private static String get(int port, String path) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(
              HttpRequest.newBuilder(URI.create("http://localhost:" + port + path)).build(),
              HttpResponse.BodyHandlers.ofString())
          .body();
    }
  }

  private static String scrape(PrometheusRegistry registry) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ExpositionFormats.init().getPrometheusTextFormatWriter().write(out, registry.scrape());
    return out.toString(StandardCharsets.UTF_8);
  }
}
