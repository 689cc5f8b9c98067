package io.sextant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.sextant.control.ClusterState;
import io.sextant.control.LiveCluster;
import io.sextant.flow.LostEvents;
import io.sextant.flow.TestFlows;
import io.sextant.proto.observer.GetFlowsRequest;
import io.sextant.proto.observer.GetFlowsResponse;
import io.sextant.proto.observer.ObserverGrpc;
import io.sextant.serve.grpc.TestServer;
import io.sextant.serve.http.SourceBadge;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code sextant run --role server}: a relay with a page of its own. */
@Timeout(120)
class RelayRoleTest {
  private static final SourceBadge BADGE = new SourceBadge(SourceBadge.Kind.LIVE, "relay", "");

  @TempDir private Path directory;

  @Test
  void whatPeersSee_isServedByApiPageAndMetrics() throws Exception {
    try (TestServer peer = new TestServer(1000);
        Server server =
            Server.startRelay(
                BADGE,
                settings("sextant.relay.peers[0]", peer.address(), "sextant.node", "relay-1"),
                Map.of(
                    "sextant.relay.peers[0]", "10.255.255.1",
                    "sextant.relay.peers[1].address", "127.0.0.1:1",
                    "sextant.node", "of the file"))) {
      await(() -> text(server.httpPort(), "/api/v1/nodes").contains("\"connected\""));
      await(() -> peer.ring().followers() > 1);
      peer.append(TestFlows.request(), TestFlows.drop(), lost(7));
      await(() -> server.flows() == 2);

      assertThat(text(server.httpPort(), "/api/v1/flows?last=5"))
          .contains("frontend")
          .contains("DROPPED");
      assertThat(text(server.httpPort(), "/api/v1/map")).contains("shop/frontend");
      await(() -> text(server.httpPort(), "/api/v1/nodes").contains("\"lost\":7"));
      assertThat(text(server.httpPort(), "/api/v1/nodes"))
          .contains("\"name\":\"" + peer.address() + "\",\"state\":\"connected\"")
          .contains("\"name\":\"node-1\",\"state\":\"seen\"");
      assertThat(text(server.metricsPort(), "/metrics"))
          .contains("sextant_relay_peers{state=\"connected\"} 1.0")
          .contains("sextant_relay_reconnects_total 0.0")
          .contains("sextant_relay_gaps_total 0.0")
          .contains("hubble_drop_total{")
          .contains("hubble_lost_events_total{source=\"perf_event_ring_buffer\"} 7.0");
      assertThat(ask(server))
          .filteredOn(GetFlowsResponse::hasFlow)
          .extracting(GetFlowsResponse::getNodeName)
          .containsExactly("node-1", "node-1");
      assertThat(ask(server).getFirst().getNodeName()).isEqualTo("relay-1");
    }
  }

  @Test
  void peerService_ofOurOwnServer_isFollowed_overItsSocket() throws Exception {
    Path socket = directory.resolve("observer.sock");
    Map<String, Object> node = settings("sextant.grpc.socket", socket, "sextant.node", "n1");
    try (Server observer = Server.start(BADGE, new LiveCluster(ClusterState.EMPTY), node);
        Server server =
            Server.startRelay(
                BADGE, settings("sextant.relay.peer-service", "unix://" + socket), Map.of())) {
      await(() ->
          text(server.httpPort(), "/api/v1/nodes")
              .contains("\"name\":\"n1\",\"state\":\"connected\""));
      observer
          .pipeline()
          .sample(0, System.nanoTime(), PipelineTest.DROP, 0, PipelineTest.DROP.length);
      observer.pipeline().batchDone();
      await(() -> server.flows() == 1);
      assertThat(ask(server)).filteredOn(GetFlowsResponse::hasFlow).hasSize(1);
    }
  }

  @Test
  void badSettings_stopTheStart_withTheirNames() throws IOException {
    assertRefused(
        "sextant.relay.peers: \"b:99999\" is no address", "sextant.relay.peers[0]", "b:99999");
    assertRefused(
        "sextant.relay.peer-service: \"x y\" is no address", "sextant.relay.peer-service", "x y");
    assertRefused("two are named \"a:4244\"", "sextant.relay.peers", "a,a:4244");
    assertRefused("sextant.relay.peerz", "sextant.relay.peerz", "a");
    assertRefused("sextant.http.port is \"abc\"", "sextant.http.port", "abc");
    assertRefused("sextant.relay.tls.ca-files", "sextant.relay.peers[0].tls", "n1.x");
    Path nonsense = Files.writeString(directory.resolve("ca.pem"), "nonsense");
    assertRefused("sextant.relay.tls.ca-files " + nonsense, "sextant.relay.tls.ca-files", nonsense);
  }

  @Test
  void command_knowsItsRoleAndItsFile() throws IOException {
    assertThatThrownBy(() -> new CommandLine(new RunCommand()).parseArgs("--role", "boss"))
        .hasMessageContaining("'--role'")
        .hasMessageContaining("[all, agent, server]")
        .hasMessageContaining("'boss'");
    assertThat(run("--role", "server", "--config", "none.yaml"))
        .contains("none.yaml: there is no such file");
    Path file = directory.resolve("sextant.yaml");
    Files.writeString(file, "spring:\n  main: {x: 1}\n");
    assertThat(run("--role", "server", "--config", file.toString()))
        .contains("unknown key spring.main.x");
    Files.writeString(file, "sextant: {{\n");
    assertThat(run("--role", "server", "--config", file.toString())).contains("it is no YAML");
    Files.writeString(file, "sextant:\n  relay:\n    peers: [a, {address: b, port: 1}]\n");
    assertThat(run("--role", "server", "--config", file.toString()))
        .contains("sextant.relay.peers");
  }

  private void assertRefused(String message, String key, Object value) {
    assertThatThrownBy(() -> Server.startRelay(BADGE, settings(key, value), Map.of()).close())
        .as("%s=%s", key, value)
        .isInstanceOf(IOException.class)
        .hasMessageContaining(message);
  }

  /** What the command complains of. */
  private static String run(String... arguments) {
    StringWriter complaint = new StringWriter();
    CommandLine command = new CommandLine(new RunCommand());
    command.setExecutionExceptionHandler((e, _, _) -> {
      complaint.append(e.getMessage());
      return 1;
    });
    command.setOut(new PrintWriter(complaint)).setErr(new PrintWriter(complaint));
    assertThat(command.execute(arguments)).isOne();
    return complaint.toString();
  }

  private static LostEvents lost(long count) {
    return new LostEvents(
        TestFlows.TEN_TWENTY,
        TestFlows.NODE,
        LostEvents.Source.PERF_EVENT_RING_BUFFER,
        count,
        0,
        0,
        0);
  }

  private static List<GetFlowsResponse> ask(Server server) {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("127.0.0.1", server.grpcPort()).usePlaintext().build();
    try {
      List<GetFlowsResponse> answers = new ArrayList<>();
      ObserverGrpc.newBlockingStub(channel)
          .withDeadlineAfter(20, TimeUnit.SECONDS)
          .getFlows(GetFlowsRequest.newBuilder().setNumber(20).build())
          .forEachRemaining(answers::add);
      return answers;
    } finally {
      channel.shutdownNow();
    }
  }

  private static String text(int port, String path) {
    try (HttpClient http = HttpClient.newHttpClient()) {
      URI uri = URI.create("http://127.0.0.1:" + port + path);
      return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
          .body();
    } catch (IOException e) {
      return "";
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static Map<String, Object> settings(Object... keysAndValues) {
    Map<String, Object> settings =
        new HashMap<>(
            Map.of("sextant.http.port", 0, "sextant.grpc.port", 0, "sextant.metrics.port", 0));
    for (int i = 0; i < keysAndValues.length; i += 2) {
      settings.put(keysAndValues[i].toString(), keysAndValues[i + 1]);
    }
    return settings;
  }

  private static void await(BooleanSupplier there) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!there.getAsBoolean()) {
      assertThat(System.nanoTime()).as("patience").isLessThan(end);
      LockSupport.parkNanos(20_000_000);
    }
  }
}
