package io.sextant;

import static io.sextant.proto.flow.TrafficDirection.INGRESS;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.sextant.control.ClusterState;
import io.sextant.control.LiveCluster;
import io.sextant.datapath.DatapathCounters;
import io.sextant.demo.Demo;
import io.sextant.demo.DemoSettings;
import io.sextant.demo.ShopVisit;
import io.sextant.demo.ShopVisit.Attempt;
import io.sextant.history.ledger.Balance;
import io.sextant.history.ledger.LossLedger;
import io.sextant.history.ledger.LossStage;
import io.sextant.proto.flow.DropReason;
import io.sextant.proto.flow.EventTypeFilter;
import io.sextant.proto.flow.Flow;
import io.sextant.proto.flow.FlowFilter;
import io.sextant.proto.flow.TrafficDirection;
import io.sextant.proto.flow.Verdict;
import io.sextant.proto.observer.GetFlowsRequest;
import io.sextant.proto.observer.ObserverGrpc;
import io.sextant.ring.RingReader;
import io.sextant.ring.RingSettings;
import io.sextant.serve.http.LivePage;
import io.sextant.serve.http.SourceBadge;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * From real packets to every way out: gRPC, REST, events, metrics. The datapath judges; we watch.
 */
@Tag("kernel")
@Tag("browser")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FirstLightTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int DROP = 1;
  private static final int POLICY_VERDICT = 5;

  private final String prefix = "sxf-" + ProcessHandle.current().pid();
  private final LiveCluster cluster = new LiveCluster(ClusterState.EMPTY);
  private final HttpClient http = HttpClient.newHttpClient();

  private Path run;
  private Server server;
  private Demo demo;
  private RingReader rings;
  private ManagedChannel channel;

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    run = folder;
    server =
        Server.start(
            new SourceBadge(SourceBadge.Kind.DEMO, "demo", ""),
            cluster,
            Map.of(
                "sextant.node", "first-light",
                "sextant.http.port", 0,
                "sextant.grpc.port", 0,
                "sextant.metrics.port", 0,
                "sextant.history.folder", run.resolve("history").toString()));
    DemoSettings settings = new DemoSettings(prefix, "first-light", "default", 0.2, run);
    demo = Demo.start(settings, cluster, server.pipeline()::tell);
    rings = RingReader.open(demo.datapath().events(), RingSettings.defaults());
    server.expose(demo.datapath().counters());
    server.follow(Feed.of(rings));
    rings.start();
    demo.open();
    channel =
        ManagedChannelBuilder.forAddress("localhost", server.grpcPort()).usePlaintext().build();
  }

  @AfterAll
  void stop() throws Exception {
    if (channel != null) {
      channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
    }
    try {
      if (server != null) {
        server.close();
        stagesHandedOnAllThatCame();
      }
    } finally {
      for (AutoCloseable part : Arrays.asList(rings, demo)) {
        if (part != null) {
          part.close();
        }
      }
    }
  }

  /**
   * From the kernel's own count to the disk: the counts of the ended server are all at one time.
   */
  private void stagesHandedOnAllThatCame() throws Exception {
    long emitted =
        demo.datapath().counters().emits().stream().mapToLong(DatapathCounters.Emits::count).sum();
    try (LossLedger ledger = LossLedger.open(run.resolve("history"), "after", 0, 0)) {
      List<Balance> stages = ledger.balances(Long.MIN_VALUE, Long.MAX_VALUE);
      assertThat(stages).allMatch(Balance::holds);
      assertThat(sum(stages, LossStage.KERNEL_RING, Balance::in))
          .isPositive()
          .isLessThanOrEqualTo(emitted);
      // Of the news of the agent, which have a queue of their own, there is no CPU.
      long news = sum(stages, LossStage.READER_QUEUE, b -> b.cpu() < 0 ? b.out() : 0);
      assertThat(sum(stages, LossStage.KERNEL_RING, Balance::out))
          .isGreaterThanOrEqualTo(sum(stages, LossStage.READER_QUEUE, Balance::in) - news);
      assertThat(sum(stages, LossStage.READER_QUEUE, Balance::out) - news)
          .isEqualTo(sum(stages, LossStage.DECODING, Balance::in));
      assertThat(sum(stages, LossStage.MEMORY_RING, Balance::out))
          .isEqualTo(sum(stages, LossStage.DECODING, Balance::out) + news)
          .isEqualTo(sum(stages, LossStage.HISTORY_WRITER, Balance::in));
      assertThat(sum(stages, LossStage.HISTORY_STORE, Balance::in))
          .isEqualTo(sum(stages, LossStage.HISTORY_WRITER, Balance::out));
    }
  }

  private static long sum(List<Balance> stages, LossStage stage, ToLongFunction<Balance> count) {
    return stages.stream().filter(b -> b.stage() == stage).mapToLong(count).sum();
  }

  @Test
  void allowedConnection_succeeds_andIsSeenWithItsNames() throws Exception {
    Attempt attempt = ShopVisit.checkoutToGateway(demo, prefix);
    assertThat(attempt.connected()).isTrue();

    Flow verdict =
        flow(from(attempt, "payments/gateway"), f -> isVerdict(f) && direction(f) == INGRESS);
    assertThat(verdict.getVerdict()).isEqualTo(Verdict.FORWARDED);
    assertThat(verdict.getSource().getPodName()).startsWith("checkout-");
    assertThat(verdict.getSource().getNamespace()).isEqualTo("shop");
    assertThat(verdict.getDestination().getNamespace()).isEqualTo("payments");
    assertThat(verdict.getDestination().getWorkloads(0).getName()).isEqualTo("gateway");
    assertThat(verdict.getL4().getTCP().getDestinationPort()).isEqualTo(8443);
    assertThat(verdict.getIngressAllowedByList())
        .anyMatch(policy -> policy.getName().equals("gateway"));
    assertThat(verdict.getNodeName()).isEqualTo("first-light");
    assertInRestAndStream(attempt, "FORWARDED", "payments/gateway");
  }

  @Test
  void deniedConnection_fails_andIsSeenWithItsReason() throws Exception {
    Attempt attempt = ShopVisit.reviewsToLedgerDatabase(demo, prefix);
    assertThat(attempt.connected()).isFalse();

    Flow drop = flow(from(attempt, "payments/ledger-db"), f -> f.getEventType().getType() == DROP);
    assertThat(drop.getVerdict()).isEqualTo(Verdict.DROPPED);
    assertThat(drop.getSource().getPodName()).startsWith("reviews-");
    assertThat(drop.getDestination().getPodName()).startsWith("ledger-db-");
    assertThat(drop.getDropReasonDesc()).isEqualTo(DropReason.POLICY_DENIED);
    assertThat(direction(drop)).isEqualTo(INGRESS);
    assertThat(drop.getL4().getTCP().getDestinationPort()).isEqualTo(5432);
    assertThat(drop.getL4().getTCP().getFlags().getSYN()).isTrue();
    Flow verdict =
        flow(from(attempt, "payments/ledger-db"), f -> isVerdict(f) && direction(f) == INGRESS);
    assertThat(verdict.getVerdict()).isEqualTo(Verdict.DROPPED);
    assertInRestAndStream(attempt, "DROPPED", "POLICY_DENIED");
  }

  /** Every flow that is counted can be listed, and every one that is listed is counted. */
  @Test
  void flowsInMetrics_areTheFlowsInTheRing() throws Exception {
    Attempt denied = ShopVisit.reviewsToLedgerDatabase(demo, prefix);
    flow(from(denied, "payments/ledger-db"), f -> f.getEventType().getType() == DROP);

    FlowFilter drops =
        FlowFilter.newBuilder()
            .addEventType(EventTypeFilter.newBuilder().setType(DROP))
            .addVerdict(Verdict.DROPPED)
            .build();
    await(
        "as many drops counted as listed", () -> listed(drops) == sum("hubble_drop_total\\{[^}]*"));
    await(
        "as many flows counted as listed",
        () ->
            listed(FlowFilter.getDefaultInstance()) == sum("hubble_flows_processed_total\\{[^}]*"));
  }

  @Test
  void stream_pushesFlowsAndMap() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create("http://localhost:" + server.httpPort() + "/api/v1/stream"))
            .timeout(PATIENCE)
            .build();
    HttpResponse<Stream<String>> response = http.send(request, HttpResponse.BodyHandlers.ofLines());
    try (Stream<String> lines = response.body()) {
      List<String> events =
          lines
              .filter(line -> line.startsWith("event:"))
              .map(line -> line.substring("event:".length()).strip())
              .distinct()
              .limit(3)
              .toList();
      assertThat(events).containsExactlyInAnyOrder("flows", "map", "status");
    }
  }

  @Test
  void page_showsTheDeniedConnectionApartFromTheAllowedOnes() throws Exception {
    assertThat(ShopVisit.checkoutToGateway(demo, prefix).connected()).isTrue();
    Attempt denied = ShopVisit.reviewsToLedgerDatabase(demo, prefix);
    assertThat(denied.connected()).isFalse();

    try (LivePage page = new LivePage(server.httpPort())) {
      assertThat(page.badge()).isEqualTo("demo");
      page.awaitAllowedArrow("shop/checkout", "payments/gateway");
      assertThat(page.deniedArrow("shop/reviews", "payments/ledger-db"))
          .contains("5432/TCP", "Policy denied");
      page.show("verdict:DROPPED port:" + denied.sourcePort());
      page.awaitRow("shop/reviews-", "payments/ledger-db-0", "5432/TCP", "Dropped");
      page.photograph("first-light");
      assertThat(page.complaints()).isEmpty();
    }
  }

  /**
   * What the kernel wrote the reader read: nothing is lost between, and if it were we would see.
   */
  @Test
  void eventsReceived_areTheEventsWritten() throws Exception {
    await(
        "as many events received as written",
        () -> {
          double written = sum("sextant_datapath_events_total\\{[^}]*outcome=\"written\"");
          return written > 0 && sum("sextant_received_events_total\\{[^}]*") == written;
        });
    assertThat(sum("sextant_datapath_events_total\\{[^}]*outcome=\"ring_full\"")).isZero();
  }

  @Test
  void metrics_areClean() throws Exception {
    await(
        "flows in /metrics",
        () -> get(server.metricsPort(), "/metrics").contains("hubble_flows_processed_total{"));
    Process promtool =
        new ProcessBuilder("promtool", "check", "metrics").redirectErrorStream(true).start();
    try (var in = promtool.outputWriter()) {
      in.write(get(server.metricsPort(), "/metrics"));
    }
    String complaints =
        new String(
            promtool.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    assertThat(promtool.waitFor()).as(complaints).isZero();
    assertThat(complaints).isEmpty();
  }

  /** Flows of one attempt, whatever the shop itself says meanwhile. */
  private static FlowFilter from(Attempt attempt, String destinationPod) {
    return FlowFilter.newBuilder()
        .addSourcePort(Integer.toString(attempt.sourcePort()))
        .addDestinationPod(destinationPod)
        .build();
  }

  private static boolean isVerdict(Flow flow) {
    return flow.getEventType().getType() == POLICY_VERDICT;
  }

  private static TrafficDirection direction(Flow flow) {
    return flow.getTrafficDirection();
  }

  private void assertInRestAndStream(Attempt attempt, String verdict, String word)
      throws Exception {
    String query = "?port=" + attempt.sourcePort() + "&last=50&verdict=" + verdict;
    String row = "\"port\":" + attempt.sourcePort();
    assertThat(get(server.httpPort(), "/api/v1/flows" + query)).contains(row, word);
    assertThat(firstRows("/api/v1/stream" + query)).contains(row, word);
  }

  /** The data of the stream's first event with flows. */
  private String firstRows(String path) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://localhost:" + server.httpPort() + path))
            .timeout(PATIENCE)
            .build();
    try (Stream<String> lines = http.send(request, HttpResponse.BodyHandlers.ofLines()).body()) {
      return lines
          .filter(line -> line.startsWith("data:[") && line.contains("\"seq\""))
          .findFirst()
          .orElseThrow(() -> new AssertionError("the stream ended without flows"));
    }
  }

  /** The first flow that fits, waiting for it if it has not come yet. */
  private Flow flow(FlowFilter filter, Predicate<Flow> wanted) {
    GetFlowsRequest request =
        GetFlowsRequest.newBuilder().setNumber(1000).setFollow(true).addWhitelist(filter).build();
    var responses =
        ObserverGrpc.newBlockingStub(channel)
            .withDeadlineAfter(PATIENCE.toSeconds(), TimeUnit.SECONDS)
            .getFlows(request);
    while (responses.hasNext()) {
      var response = responses.next();
      if (response.hasFlow() && wanted.test(response.getFlow())) {
        return response.getFlow();
      }
    }
    throw new AssertionError("the stream ended without the flow");
  }

  private long listed(FlowFilter filter) {
    long listed = 0;
    var responses =
        ObserverGrpc.newBlockingStub(channel)
            .getFlows(GetFlowsRequest.newBuilder().setFirst(true).addWhitelist(filter).build());
    while (responses.hasNext()) {
      listed += responses.next().hasFlow() ? 1 : 0;
    }
    return listed;
  }

  private double sum(String series) throws IOException, InterruptedException {
    Matcher matcher =
        Pattern.compile(series + "} (\\S+)").matcher(get(server.metricsPort(), "/metrics"));
    double sum = 0;
    while (matcher.find()) {
      sum += Double.parseDouble(matcher.group(1));
    }
    return sum;
  }

  private String get(int port, String path) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
            .timeout(PATIENCE)
            .build();
    return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
  }

  private interface Condition {
    boolean holds() throws Exception;
  }

  private static void await(String what, Condition condition) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.holds()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("waited " + PATIENCE + " for " + what);
      }
      Thread.sleep(20);
    }
  }
}
