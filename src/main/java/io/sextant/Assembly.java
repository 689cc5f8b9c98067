package io.sextant;

import io.grpc.ServerInterceptor;
import io.micrometer.core.instrument.config.MeterFilter;
import io.prometheus.metrics.instrumentation.jvm.ProcessMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.sextant.control.LiveCluster;
import io.sextant.enrich.Arrival;
import io.sextant.enrich.EventParser;
import io.sextant.enrich.FlowIds;
import io.sextant.enrich.ParserOptions;
import io.sextant.flow.Node;
import io.sextant.history.LuceneStore;
import io.sextant.metrics.FlowMetrics;
import io.sextant.recording.Taps;
import io.sextant.serve.grpc.Advertised;
import io.sextant.serve.grpc.GrpcConfiguration;
import io.sextant.serve.grpc.GrpcListening;
import io.sextant.serve.grpc.GrpcServers;
import io.sextant.serve.grpc.HistoryHeader;
import io.sextant.serve.grpc.Refused;
import io.sextant.serve.grpc.ServerInfo;
import io.sextant.serve.http.HistoryReport;
import io.sextant.serve.http.HttpConfiguration;
import io.sextant.serve.http.LossBook;
import io.sextant.serve.http.MemoryLosses;
import io.sextant.serve.http.NameBook;
import io.sextant.serve.http.Pages;
import io.sextant.serve.http.SourceBadge;
import io.sextant.serve.http.StatusBoard;
import io.sextant.servicemap.MapLimits;
import io.sextant.servicemap.PastMap;
import io.sextant.servicemap.ServiceMap;
import io.sextant.store.EventStore;
import io.sextant.store.MemoryRing;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.info.BuildProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.grpc.server.GlobalServerInterceptor;

/**
 * Wires the steps in the order that an event takes them. What is observed, and so what the API
 * answers from, adds {@link NodeConfiguration} or {@link RelayConfiguration}.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@EnableConfigurationProperties(Settings.class)
@Import({GrpcConfiguration.class, HttpConfiguration.class})
class Assembly {
  private static final Pattern CLEAN_NAMES =
      Pattern.compile("(jvm|application)\\.(?!compilation).*|system\\.(?!cpu\\.count).*");

  @Bean
  Node node(Settings settings) {
    return Node.named(settings.nodeName());
  }

  @Bean
  EventParser parser(LiveCluster cluster) {
    return new EventParser(cluster, ParserOptions.DEFAULTS);
  }

  @Bean
  EventStore eventStore(Settings settings, Node node) throws IOException {
    InstantSource clock = InstantSource.system();
    return settings.history().isOn()
        ? LuceneStore.open(settings.history().settings(), settings.memory().flows(), node, clock)
        : new MemoryRing(settings.memory().flows(), node, clock);
  }

  @Bean
  Pages pages(Settings settings) {
    return settings.http().page() ? Pages.SERVED : Pages.NONE;
  }

  @Bean
  LossBook lossBook(EventStore store) {
    return store instanceof LuceneStore stored
        ? HistoryBooks.losses(stored)
        : new MemoryLosses(store);
  }

  @Bean
  @Nullable PastMap pastMap(EventStore store) {
    return store instanceof LuceneStore stored ? stored.maps() : null;
  }

  @Bean
  @Nullable NamesRecorder namesRecorder(EventStore store, LiveCluster cluster) {
    return store instanceof LuceneStore stored
        ? NamesRecorder.start(cluster, stored.names(), InstantSource.system())
        : null;
  }

  @Bean
  NameBook nameBook(EventStore store) {
    return store instanceof LuceneStore stored ? HistoryBooks.names(stored) : NameBook.NONE;
  }

  @Bean
  Taps taps(Node node, LiveCluster cluster) {
    return new Taps(node.name(), cluster, Taps.DEFAULT_QUEUE_BYTES);
  }

  @Bean
  ServiceMap serviceMap() {
    return new ServiceMap(MapLimits.DEFAULT, InstantSource.system());
  }

  @Bean
  FlowMetrics flowMetrics(PrometheusRegistry registry) {
    return new FlowMetrics(registry);
  }

  @Bean
  Pipeline pipeline(
      EventParser parser, Node node, EventStore store, ServiceMap map, FlowMetrics metrics) {
    Arrival arrival = new Arrival(node, FlowIds.unique());
    Pipeline pipeline =
        new Pipeline(parser, arrival, node, store, map, metrics, BootClock.system());
    if (store instanceof LuceneStore stored) {
      stored.count(pipeline.stages());
    }
    return pipeline;
  }

  @Bean
  RefusalMetrics refusalMetrics(
      PrometheusRegistry registry, EventParser parser, Pipeline pipeline) {
    return RefusalMetrics.expose(registry, parser.refusals(), pipeline);
  }

  @Bean
  ServerInfo serverInfo(Settings settings, Node node, BuildProperties build) {
    return new ServerInfo(
        Objects.requireNonNull(build.getVersion()),
        node,
        settings.cluster(),
        advertised(settings, node),
        Instant.now());
  }

  private static Advertised advertised(Settings settings, Node node) {
    GrpcSettings grpc = settings.grpc();
    String host =
        grpc.advertise().isEmpty() ? Advertised.hostFor(settings.grpcBind()) : grpc.advertise();
    return grpc.tls().files().hasCertificate()
        ? Advertised.withTls(host, node, settings.cluster())
        : Advertised.plain(host);
  }

  @Bean
  GrpcListening grpcListening(Settings settings) {
    GrpcSettings grpc = settings.grpc();
    return new GrpcListening(
        settings.grpcBind(),
        grpc.port(),
        grpc.socket().isEmpty() ? Optional.empty() : Optional.of(Path.of(grpc.socket())),
        grpc.tls().files(),
        grpc.limits().limits());
  }

  @Bean
  RequestMetrics requestMetrics(PrometheusRegistry registry, Refused refused, GrpcServers servers) {
    return RequestMetrics.expose(registry, refused, servers);
  }

  @Bean
  StatusBoard statusBoard(
      ServerInfo info, SourceBadge source, EventStore store, LossBook losses, ObservedNodes nodes) {
    return new StatusBoard(
        info.version(),
        source,
        store,
        losses,
        nodes::now,
        HistoryReports.of(store),
        InstantSource.system());
  }

  @Bean
  @GlobalServerInterceptor
  ServerInterceptor historyHeader(EventStore store) {
    Supplier<@Nullable HistoryReport> history = HistoryReports.of(store);
    return new HistoryHeader(() -> {
      HistoryReport report = history.get();
      return report == null ? null : report.json();
    });
  }

  /**
   * Of Micrometer what promtool finds nothing to say about; the process goes by its usual names.
   */
  @Bean
  MeterFilter onlyCleanNames(PrometheusRegistry registry) {
    ProcessMetrics.builder().register(registry);
    return MeterFilter.denyUnless(meter -> CLEAN_NAMES.matcher(meter.getName()).matches());
  }

  @Bean
  MetricsServer metricsServer(PrometheusRegistry registry, Settings settings, EventStore store) {
    HistoryMetrics.expose(registry, store);
    return new MetricsServer(registry, settings);
  }
}
