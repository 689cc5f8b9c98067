package io.sextant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.sextant.control.ClusterState;
import io.sextant.control.LiveCluster;
import io.sextant.demo.Demo;
import io.sextant.demo.DemoSettings;
import io.sextant.demo.ShopVisit;
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
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
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

  private final LiveCluster cluster = new LiveCluster(ClusterState.EMPTY);
  private final HttpClient http = HttpClient.newHttpClient();

  private Server server;
  private Demo demo;
  private RingReader rings;
  private ManagedChannel channel;

  @BeforeAll
  void start(@TempDir Path run) throws Exception {
    server =
        Server.start(
            new SourceBadge(SourceBadge.Kind.DEMO, "demo", ""),
            cluster,
            Map.of(
                "sextant.node", "first-light",
                "sextant.http.port", 0,
                "sextant.grpc.port", 0,
                "sextant.metrics.port", 0));
    DemoSettings settings =
        new DemoSettings(
            "sxf-" + ProcessHandle.current().pid(), "first-light", "default", 0.2, run);
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
    channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
    server.close();
    rings.close();
    demo.close();
  }

  @Test
  void allowedConnection_succeeds_andIsSeenWithItsNames() throws Exception {
    assertThat(ShopVisit.checkoutCharges(demo)).isEqualTo(200);

    Flow verdict =
        flow(
            filter("payments/gateway", Verdict.FORWARDED),
            f ->
                f.getEventType().getType() == 5
                    && f.getTrafficDirection() == TrafficDirection.INGRESS);
    assertThat(verdict.getSource().getPodName()).startsWith("checkout-");
    assertThat(verdict.getSource().getNamespace()).isEqualTo("shop");
    assertThat(verdict.getDestination().getNamespace()).isEqualTo("payments");
    assertThat(verdict.getDestination().getWorkloads(0).getName()).isEqualTo("gateway");
    assertThat(verdict.getL4().getTCP().getDestinationPort()).isEqualTo(8443);
    assertThat(verdict.getIngressAllowedByList())
        .anyMatch(policy -> policy.getName().equals("gateway"));
    assertThat(verdict.getNodeName()).isEqualTo("first-light");
  }

  @Test
  void deniedConnection_fails_andIsSeenWithItsReason() throws Exception {
    double dropsBefore = metric("hubble_drop_total{protocol=\"TCP\",reason=\"POLICY_DENIED\"}");
    double flowsBefore =
        metric(
            "hubble_flows_processed_total{protocol=\"TCP\",subtype=\"\",type=\"Drop\",verdict=\"DROPPED\"}");

    assertThatThrownBy(() -> ShopVisit.reviewsDialsLedgerDatabase(demo))
        .isInstanceOf(SocketTimeoutException.class);

    Flow drop =
        flow(filter("payments/ledger-db", Verdict.DROPPED), f -> f.getEventType().getType() == 1);
    assertThat(drop.getSource().getPodName()).startsWith("reviews-");
    assertThat(drop.getDestination().getPodName()).startsWith("ledger-db-");
    assertThat(drop.getDropReasonDesc()).isEqualTo(DropReason.POLICY_DENIED);
    assertThat(drop.getTrafficDirection()).isEqualTo(TrafficDirection.INGRESS);
    assertThat(drop.getL4().getTCP().getDestinationPort()).isEqualTo(5432);
    assertThat(drop.getL4().getTCP().getFlags().getSYN()).isTrue();
    await(
        "the drop in /metrics",
        () -> metric("hubble_drop_total{protocol=\"TCP\",reason=\"POLICY_DENIED\"}") > dropsBefore);
    await(
        "the drop among the flows in /metrics",
        () ->
            metric(
                    "hubble_flows_processed_total{protocol=\"TCP\",subtype=\"\",type=\"Drop\",verdict=\"DROPPED\"}")
                > flowsBefore);
  }

  @Test
  void deniedConnection_isInRest() throws Exception {
    assertThatThrownBy(() -> ShopVisit.reviewsDialsLedgerDatabase(demo))
        .isInstanceOf(SocketTimeoutException.class);

    await(
        "the drop in REST",
        () ->
            get(server.httpPort(), "/api/v1/flows?last=50&verdict=DROPPED&pod=payments/ledger-db")
                .contains("POLICY_DENIED"));
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
    ShopVisit.checkoutCharges(demo);
    assertThatThrownBy(() -> ShopVisit.reviewsDialsLedgerDatabase(demo))
        .isInstanceOf(SocketTimeoutException.class);

    try (LivePage page = new LivePage(server.httpPort())) {
      assertThat(page.badge()).isEqualTo("demo");
      page.awaitAllowedArrow("shop/checkout", "payments/gateway");
      assertThat(page.deniedArrow("shop/reviews", "payments/ledger-db"))
          .contains("5432/TCP", "Policy denied");
      page.showDropped();
      page.awaitRow("shop/reviews-", "payments/ledger-db-0", "5432/TCP", "Dropped");
      page.photograph("first-light");
      assertThat(page.complaints()).isEmpty();
    }
  }

  /** Every drop that is counted can be listed, and every one that is listed is counted. */
  @Test
  void dropsInMetrics_areTheDropsInTheRing() throws Exception {
    await("some drops", () -> dropsListed() > 0);
    await("as many drops counted as listed", () -> dropsListed() == dropsCounted());
  }

  /**
   * What the kernel wrote, the reader read: nothing is lost between, and if it were we would see.
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

  private static FlowFilter filter(String destinationPod, Verdict verdict) {
    return FlowFilter.newBuilder().addDestinationPod(destinationPod).addVerdict(verdict).build();
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

  private long dropsListed() {
    FlowFilter drops =
        FlowFilter.newBuilder()
            .addEventType(EventTypeFilter.newBuilder().setType(1))
            .addVerdict(Verdict.DROPPED)
            .build();
    long listed = 0;
    var responses =
        ObserverGrpc.newBlockingStub(channel)
            .getFlows(GetFlowsRequest.newBuilder().setFirst(true).addWhitelist(drops).build());
    while (responses.hasNext()) {
      listed += responses.next().hasFlow() ? 1 : 0;
    }
    return listed;
  }

  private double dropsCounted() throws IOException, InterruptedException {
    return sum("hubble_drop_total\\{[^}]*");
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

  private double metric(String series) throws IOException, InterruptedException {
    Matcher matcher =
        Pattern.compile(Pattern.quote(series) + " (\\S+)")
            .matcher(get(server.metricsPort(), "/metrics"));
    return matcher.find() ? Double.parseDouble(matcher.group(1)) : 0;
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
