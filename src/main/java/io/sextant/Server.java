package io.sextant;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.sextant.agent.NodeAgent;
import io.sextant.control.ClusterState;
import io.sextant.control.ControlPlane;
import io.sextant.control.LiveCluster;
import io.sextant.control.NodeIntents;
import io.sextant.datapath.DatapathCounters;
import io.sextant.enrich.EventParser;
import io.sextant.enrich.RefusalCounts;
import io.sextant.recording.Taps;
import io.sextant.ring.SampleConsumer;
import io.sextant.serve.grpc.GrpcServers;
import io.sextant.serve.http.GuardBook;
import io.sextant.serve.http.SourceBadge;
import io.sextant.store.EventStore;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.StandardEnvironment;

/** A running server: everything behind the raw samples. {@link #follow} gives it its feed. */
final class Server implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Server.class);
  private static final int DEFAULT_GRPC_PORT = 4245;
  private static final String PEERS_VARIABLE = "SEXTANT_RELAY_PEERS";

  private final ConfigurableApplicationContext context;
  private final Pipeline pipeline;
  private @Nullable Thread pipelineThread;

  private Server(ConfigurableApplicationContext context) {
    this.context = context;
    this.pipeline = context.getBean(Pipeline.class);
  }

  /**
   * Starts all servers; returns when they listen.
   *
   * @param source told on the page, so that nobody takes a demo for a network
   * @param cluster what flows are named by
   * @param overrides keys of the {@code sextant:} tree that the command line sets
   */
  static Server start(SourceBadge source, LiveCluster cluster, Map<String, Object> overrides)
      throws IOException {
    return start(NodeConfiguration.class, source, cluster, null, overrides, Map.of());
  }

  /**
   * Starts a server on a node that is guarded; returns when it listens.
   *
   * @param book what REST tells of the node
   * @param file keys and values of the configuration file; environment and command line win
   */
  static Server startNode(
      SourceBadge source,
      LiveCluster cluster,
      GuardBook book,
      Map<String, Object> overrides,
      Map<String, Object> file)
      throws IOException {
    return start(NodeConfiguration.class, source, cluster, book, overrides, file);
  }

  /** What a server would be started with. */
  static Settings settings(Map<String, Object> overrides, Map<String, Object> file)
      throws IOException {
    StandardEnvironment environment = new StandardEnvironment();
    addTo(environment, overrides, file);
    try {
      return Binder.get(environment).bindOrCreate("sextant", Settings.class);
    } catch (RuntimeException e) {
      throw new IOException(reason(e), e);
    }
  }

  /**
   * Starts a server in front of other observers, and its feed; returns when it listens.
   *
   * @param file keys and values of the configuration file; environment and command line win
   */
  static Server startRelay(
      SourceBadge source, Map<String, Object> overrides, Map<String, Object> file)
      throws IOException {
    LiveCluster nothing = new LiveCluster(ClusterState.EMPTY);
    Map<String, Object> rest = withoutOverriddenPeers(overrides, file);
    Server server = start(RelayConfiguration.class, source, nothing, null, overrides, rest);
    server.settleNames();
    server.follow(server.context.getBean(RelayFeed.class));
    return server;
  }

  /** Spring does not let one list stand for another as a whole if that one is longer. */
  private static Map<String, Object> withoutOverriddenPeers(
      Map<String, Object> overrides, Map<String, Object> file) {
    Map<String, Object> rest = new HashMap<>(file);
    if (overrides.keySet().stream().anyMatch(key -> key.startsWith(RelaySettings.PEERS))
        || System.getenv().keySet().stream().anyMatch(key -> key.startsWith(PEERS_VARIABLE))) {
      rest.keySet().removeIf(key -> key.startsWith(RelaySettings.PEERS));
    }
    return rest;
  }

  private static Server start(
      Class<?> observed,
      SourceBadge source,
      LiveCluster cluster,
      @Nullable GuardBook book,
      Map<String, Object> overrides,
      Map<String, Object> file)
      throws IOException {
    SpringApplicationBuilder application =
        new SpringApplicationBuilder(Assembly.class, observed)
            .registerShutdownHook(false)
            .initializers(context -> {
              GenericApplicationContext beans = (GenericApplicationContext) context;
              beans.registerBean(SourceBadge.class, () -> source);
              beans.registerBean(LiveCluster.class, () -> cluster);
              if (book != null) {
                beans.registerBean(GuardBook.class, () -> book);
              }
              addTo(context.getEnvironment(), overrides, file);
              // Fails with the key, where Spring's own first look at a port knows only the value.
              Binder.get(context.getEnvironment()).bind("sextant", Settings.class);
            });
    try {
      return new Server(application.run());
    } catch (RuntimeException e) {
      throw new IOException("the server did not start: " + reason(e), e);
    }
  }

  private static void addTo(
      ConfigurableEnvironment environment,
      Map<String, Object> overrides,
      Map<String, Object> file) {
    MutablePropertySources sources = environment.getPropertySources();
    sources.addFirst(new MapPropertySource("command line", texts(overrides)));
    sources.addAfter(
        StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
        new MapPropertySource("configuration file", file));
  }

  private static Map<String, Object> texts(Map<String, Object> settings) {
    Map<String, Object> texts = new HashMap<>();
    settings.forEach((key, value) -> texts.put(key, value.toString()));
    return texts;
  }

  /** Usable after the server is closed too; nobody looks then. */
  Pipeline pipeline() {
    return pipeline;
  }

  /** Starts the pipeline's thread on this feed. It is the only one; a server has one feed. */
  void follow(Feed feed) {
    if (pipelineThread != null) {
      throw new IllegalStateException("the server has its feed already");
    }
    pipeline.fed(true);
    pipeline.stages().readFrom(feed::rings);
    pipelineThread = Pipeline.start(() -> run(feed));
  }

  /**
   * Names of earlier runs that are not known now are over: to be called when what is known of the
   * cluster is as complete as it gets after a start.
   */
  void settleNames() {
    context.getBeanProvider(NamesRecorder.class).ifAvailable(NamesRecorder::settle);
  }

  /** Adds what the datapath counts in the kernel to the metrics. */
  void expose(DatapathCounters counters) {
    DatapathMetrics.expose(context.getBean(PrometheusRegistry.class), counters);
  }

  /** Adds how the node is to the metrics. */
  void expose(ControlPlane control, NodeAgent agent) {
    NodeMetrics.expose(context.getBean(PrometheusRegistry.class), control::status, agent::status);
  }

  /** Adds what is read of DNS to the metrics. */
  void expose(DnsAnswers answers) {
    NodeMetrics.expose(context.getBean(PrometheusRegistry.class), answers);
  }

  /** Adds how long a node takes for what it is asked to be. */
  NodeIntents timed(NodeIntents node) {
    return NodeMetrics.timed(context.getBean(PrometheusRegistry.class), node);
  }

  Settings settings() {
    return context.getBean(Settings.class);
  }

  /** Flows named so far. */
  long flows() {
    return context.getBean(EventStore.class).status().seenFlows();
  }

  /** Events refused so far. */
  RefusalCounts refusals() {
    return context.getBean(EventParser.class).refusals();
  }

  /** Where to look, for people. */
  String guide() {
    return places() + "\n\nCtrl-C ends it and removes everything.";
  }

  /** Where everything is served. */
  String places() {
    return """

    %s      http://localhost:%d
    Flows     ./sextant observe -f %s
              hubble observe -f --server localhost:%d
    Metrics   http://localhost:%d/metrics\
    """
        .formatted(
            settings().http().page() ? "Page" : "REST",
            httpPort(),
            grpcPort() == DEFAULT_GRPC_PORT ? "" : "--server localhost:" + grpcPort(),
            grpcPort(),
            metricsPort());
  }

  int httpPort() {
    return Objects.requireNonNull(((WebServerApplicationContext) context).getWebServer()).getPort();
  }

  int grpcPort() {
    return context.getBean(GrpcServers.class).port();
  }

  int metricsPort() {
    return context.getBean(MetricsServer.class).port();
  }

  /** Ends the feed, then the servers; once is enough. */
  @Override
  public void close() {
    if (pipelineThread != null) {
      pipelineThread.interrupt();
      try {
        pipelineThread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    if (context.isActive()) {
      context.getBean(Taps.class).close();
      context.close();
    }
  }

  private void run(Feed feed) {
    SampleConsumer samples = Feed.both(context.getBean(Taps.class), pipeline);
    try {
      feed.run(samples, pipeline::batchDone);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      LOG.error("no more events are read", e);
    }
    pipeline.batchDone();
    pipeline.count();
    if (!Thread.currentThread().isInterrupted()) {
      pipeline.fed(false);
      AvailabilityChangeEvent.publish(context, ReadinessState.REFUSING_TRAFFIC);
    }
  }

  /** Spring wraps what went wrong in what came of it; people need the first, and its key. */
  private static String reason(Throwable failure) {
    Throwable cause = failure;
    String key = "";
    while (cause.getCause() != null) {
      if (cause instanceof BindException binding && binding.getProperty() != null) {
        key = "%s is \"%s\": ".formatted(binding.getName(), binding.getProperty().getValue());
      }
      cause = cause.getCause();
    }
    String text = String.valueOf(cause.getMessage()).lines().collect(Collectors.joining(" "));
    return text.startsWith("sextant.") ? text : key + text;
  }
}
