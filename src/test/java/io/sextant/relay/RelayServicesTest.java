package io.sextant.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import io.sextant.flow.AgentEvent;
import io.sextant.flow.TestFlows;
import io.sextant.proto.flow.Verdict;
import io.sextant.proto.observer.GetAgentEventsRequest;
import io.sextant.proto.observer.GetAgentEventsResponse;
import io.sextant.proto.observer.GetDebugEventsRequest;
import io.sextant.proto.observer.GetFlowsRequest;
import io.sextant.proto.observer.GetFlowsResponse;
import io.sextant.proto.observer.GetNamespacesRequest;
import io.sextant.proto.observer.GetNamespacesResponse;
import io.sextant.proto.observer.GetNodesRequest;
import io.sextant.proto.observer.GetNodesResponse;
import io.sextant.proto.observer.Namespace;
import io.sextant.proto.observer.Node;
import io.sextant.proto.observer.ObserverGrpc;
import io.sextant.proto.observer.ServerStatusRequest;
import io.sextant.proto.observer.ServerStatusResponse;
import io.sextant.proto.peer.ChangeNotification;
import io.sextant.proto.peer.ChangeNotificationType;
import io.sextant.proto.peer.NotifyRequest;
import io.sextant.proto.peer.PeerGrpc;
import io.sextant.proto.relay.NodeState;
import io.sextant.serve.grpc.QueryHeader;
import io.sextant.serve.grpc.TestServer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** All that a relay answers beside streams of flows. */
@Timeout(60)
class RelayServicesTest {
  private static final HealthCheckRequest OBSERVER =
      HealthCheckRequest.newBuilder().setService("hubble.server.Observer").build();

  private final FakePeer a = FakePeer.with("a");
  private final FakePeer b = FakePeer.with("b");

  @Test
  void serverStatus_isTheSum_withTheNamesOfThoseAway() {
    a.status = status(10, 100, 1000, 5, 1.5);
    b.status = status(20, 200, 2000, 9, 2.5);
    Stream<Peer> away = IntStream.range(0, 12).mapToObj(i -> nowhere("away-" + i));
    Peer[] peers = Stream.concat(Stream.of(a.asPeer(), b.asPeer()), away).toArray(Peer[]::new);
    try (a;
        b;
        RelayServer relay = new RelayServer(RelayServer.QUICK, peers)) {
      awaitConnected(relay, 2);
      ServerStatusResponse sum =
          relay.client().serverStatus(ServerStatusRequest.getDefaultInstance());
      assertThat(sum.getNumFlows()).isEqualTo(30);
      assertThat(sum.getMaxFlows()).isEqualTo(300);
      assertThat(sum.getSeenFlows()).isEqualTo(3000);
      assertThat(sum.getUptimeNs()).isEqualTo(9);
      assertThat(sum.getFlowsRate()).isEqualTo(4.0);
      assertThat(sum.getVersion()).isEqualTo("sextant v0.1.0");
      assertThat(sum.getNumConnectedNodes().getValue()).isEqualTo(2);
      assertThat(sum.getNumUnavailableNodes().getValue()).isEqualTo(12);
      assertThat(sum.getUnavailableNodesList()).hasSize(10).startsWith("away-0");
    }
  }

  @Test
  void nodes_haveStateVersionFlowsAndTls() {
    a.status = status(10, 100, 1000, 5, 1.5).toBuilder().setVersion("cilium v1.19.4").build();
    Peer tls = Peer.announced("secure", "127.0.0.1:1", "secure.default.hubble-grpc.cilium.io");
    try (a;
        b;
        RelayServer relay = new RelayServer(RelayServer.QUICK, a.asPeer(), tls, nowhere("away"))) {
      awaitConnected(relay, 1);
      GetNodesResponse nodes = relay.client().getNodes(GetNodesRequest.getDefaultInstance());
      assertThat(nodes.getNodesList())
          .extracting(Node::getName)
          .containsExactly("a", "secure", "away");
      Node node = nodes.getNodes(0);
      assertThat(node.getState()).isEqualTo(NodeState.NODE_CONNECTED);
      assertThat(node.getAddress()).isEqualTo("127.0.0.1:" + a.port());
      assertThat(node.getVersion()).isEqualTo("cilium v1.19.4");
      assertThat(node.getSeenFlows()).isEqualTo(1000);
      assertThat(node.getUptimeNs()).isEqualTo(5);
      assertThat(node.getTls().getEnabled()).isFalse();
      assertThat(nodes.getNodes(1).getTls().getEnabled()).isTrue();
      assertThat(nodes.getNodes(1).getTls().getServerName())
          .isEqualTo("secure.default.hubble-grpc.cilium.io");
      assertThat(nodes.getNodes(1).getState()).isEqualTo(NodeState.NODE_UNAVAILABLE);
      assertThat(nodes.getNodes(2).getState()).isEqualTo(NodeState.NODE_UNAVAILABLE);
    }
  }

  @Test
  void namespaces_areTheUnion_sorted_ofThoseThatAnswer() {
    a.namespaces = namespaces("c2/x", "c1/z", "c1/a");
    b.namespaces = namespaces("c1/a", "c1/b");
    try (a;
        b;
        RelayServer relay =
            new RelayServer(RelayServer.QUICK, a.asPeer(), b.asPeer(), nowhere("away"))) {
      awaitConnected(relay, 2);
      assertThat(
              relay
                  .client()
                  .getNamespaces(GetNamespacesRequest.getDefaultInstance())
                  .getNamespacesList())
          .isEqualTo(namespaces("c1/a", "c1/b", "c1/z", "c2/x").getNamespacesList());
    }
  }

  @Test
  void agentEvents_areMerged_andDebugEventsAsked() {
    try (TestServer one = new TestServer(100);
        TestServer two = new TestServer(100);
        RelayServer relay = new RelayServer(RelayServer.QUICK, peer("1", one), peer("2", two))) {
      one.append(news(1), news(4));
      two.append(news(2), news(3));
      List<GetAgentEventsResponse> events =
          all(
              relay
                  .client()
                  .getAgentEvents(GetAgentEventsRequest.newBuilder().setNumber(3).build()));
      assertThat(events)
          .extracting(event -> event.getTime().getSeconds())
          .containsExactly(2L, 3L, 4L);
      assertThat(events).allMatch(event -> event.getNodeName().equals("node-1"));
      assertThat(all(relay.client().getDebugEvents(GetDebugEventsRequest.getDefaultInstance())))
          .isEmpty();
    }
  }

  @Test
  void notify_listsThePeers_thenTheirChanges() throws Exception {
    try (a;
        b;
        RelayServer relay = RelayServer.over(a)) {
      Iterator<ChangeNotification> changes =
          PeerGrpc.newBlockingStub(relay.channel())
              .withDeadlineAfter(20, TimeUnit.SECONDS)
              .notify(NotifyRequest.getDefaultInstance());
      assertChange(changes.next(), ChangeNotificationType.PEER_ADDED, "a", "127.0.0.1:" + a.port());
      relay.relay.peers().put(b.asPeer());
      assertChange(changes.next(), ChangeNotificationType.PEER_ADDED, "b", "127.0.0.1:" + b.port());
      relay.relay.peers().put(Peer.announced("b", "10.0.0.9", "b.x"));
      ChangeNotification updated = changes.next();
      assertChange(updated, ChangeNotificationType.PEER_UPDATED, "b", "10.0.0.9:4244");
      assertThat(updated.getTls().getServerName()).isEqualTo("b.x");
      relay.relay.peers().remove("a");
      assertThat(changes.next().getType()).isEqualTo(ChangeNotificationType.PEER_DELETED);
      relay.relay.close();
      assertThatThrownBy(changes::hasNext).hasMessage("UNAVAILABLE: the server goes down");
    }
  }

  /** A client that asks as soon as the relay listens must not hear of an unknown service. */
  @Test
  void health_isKnown_onceTheRelayHasStarted() {
    try (a;
        b;
        Relay relay =
            RelayServer.relay(
                RelayServer.QUICK, new Upstreams(List.of(a.asPeer()), null, "default"), null)) {
      relay.start();
      AtomicReference<ServingStatus> told = new AtomicReference<>();
      health(relay)
          .check(
              OBSERVER,
              new StreamObserver<>() {
                @Override
                public void onNext(HealthCheckResponse response) {
                  told.set(response.getStatus());
                }

                @Override
                public void onError(Throwable failure) {
                  throw new AssertionError(failure);
                }

                @Override
                public void onCompleted() {}
              });
      assertThat(told.get()).isEqualTo(ServingStatus.SERVING);
    }
  }

  @Test
  void health_isThatOfThePeers() throws Exception {
    try (a;
        b;
        RelayServer relay = RelayServer.over(a)) {
      Iterator<?> watched =
          HealthGrpc.newBlockingStub(relay.channel())
              .withDeadlineAfter(30, TimeUnit.SECONDS)
              .watch(OBSERVER);
      assertThat(watched.next().toString()).contains(ServingStatus.SERVING.name());
      a.close();
      assertThat(watched.next().toString()).contains(ServingStatus.NOT_SERVING.name());
      assertThat(
              HealthGrpc.newBlockingStub(relay.channel())
                  .check(HealthCheckRequest.getDefaultInstance())
                  .getStatus())
          .isEqualTo(ServingStatus.NOT_SERVING);
    }
  }

  @Test
  void everyAnswer_hasTheRelaysVersion_andReflectionDescribesTheObserver() throws Exception {
    AtomicReference<Metadata> headers = new AtomicReference<>();
    try (a;
        b;
        RelayServer relay = RelayServer.over(a)) {
      ObserverGrpc.newBlockingStub(
              ClientInterceptors.intercept(
                  relay.channel(),
                  MetadataUtils.newCaptureMetadataInterceptor(headers, new AtomicReference<>())))
          .serverStatus(ServerStatusRequest.getDefaultInstance());
      assertThat(
              headers
                  .get()
                  .get(Metadata.Key.of("hubble-relay-version", Metadata.ASCII_STRING_MARSHALLER)))
          .isEqualTo("0.1.0");
      assertThat(describe(relay, "observer.Observer").get(10, TimeUnit.SECONDS))
          .contains("GetAgentEvents");
    }
  }

  /** Flows of a peer that does not choose by the query would look as if it had. */
  @Test
  void query_goesToThePeers_andOnlyWhatTheyChoseComesBack() {
    TestServer knows = new TestServer(100);
    knows.append(TestFlows.request(), TestFlows.drop());
    FakePeer ignores = FakePeer.with("ignores", 1, 2, 3);
    GetFlowsRequest all = GetFlowsRequest.newBuilder().setNumber(100).build();
    try (knows;
        ignores;
        RelayServer relay =
            new RelayServer(RelayServer.QUICK, peer("knows", knows), ignores.asPeer())) {
      awaitConnected(relay, 2);
      AtomicReference<Metadata> headers = new AtomicReference<>();
      List<GetFlowsResponse> answer = all(asking(relay, "verdict:DROPPED", headers).getFlows(all));
      assertThat(headers.get().get(QueryHeader.APPLIED)).isEqualTo("true");
      assertThat(answer)
          .filteredOn(GetFlowsResponse::hasFlow)
          .singleElement()
          .satisfies(flow -> assertThat(flow.getFlow().getVerdict()).isEqualTo(Verdict.DROPPED));
      assertThat(answer)
          .filteredOn(response -> response.getNodeStatus().getMessage().contains("query"))
          .singleElement()
          .satisfies(told ->
              assertThat(told.getNodeStatus().getNodeNamesList()).containsExactly("ignores"));
      assertThat(all(relay.client().getFlows(all)))
          .filteredOn(GetFlowsResponse::hasFlow)
          .hasSize(5);
    }
  }

  @Test
  void query_thatNoPeerKnows_failsWithTheReason() {
    FakePeer ignores = FakePeer.with("ignores", 1, 2, 3);
    try (ignores;
        RelayServer relay = new RelayServer(RelayServer.QUICK, ignores.asPeer())) {
      awaitConnected(relay, 1);
      assertThatThrownBy(() ->
              all(
                  asking(relay, "verdict:DROPPED", new AtomicReference<>())
                      .getFlows(GetFlowsRequest.newBuilder().setNumber(9).build())))
          .hasMessageContainingAll("UNIMPLEMENTED", "does not choose by queries");
    }
  }

  private static ObserverGrpc.ObserverBlockingStub asking(
      RelayServer relay, String query, AtomicReference<Metadata> headers) {
    return relay
        .client()
        .withInterceptors(
            MetadataUtils.newCaptureMetadataInterceptor(headers, new AtomicReference<>()),
            MetadataUtils.newAttachHeadersInterceptor(QueryHeader.of(query)));
  }

  private static HealthGrpc.HealthImplBase health(Relay relay) {
    return relay.services().stream()
        .filter(HealthGrpc.HealthImplBase.class::isInstance)
        .map(HealthGrpc.HealthImplBase.class::cast)
        .findFirst()
        .orElseThrow();
  }

  private static CompletableFuture<String> describe(RelayServer relay, String symbol) {
    CompletableFuture<String> answer = new CompletableFuture<>();
    StreamObserver<ServerReflectionRequest> asking =
        ServerReflectionGrpc.newStub(relay.channel())
            .serverReflectionInfo(
                new StreamObserver<>() {
                  @Override
                  public void onNext(ServerReflectionResponse response) {
                    answer.complete(response.toString());
                  }

                  @Override
                  public void onError(Throwable failure) {
                    answer.completeExceptionally(failure);
                  }

                  @Override
                  public void onCompleted() {}
                });
    asking.onNext(ServerReflectionRequest.newBuilder().setFileContainingSymbol(symbol).build());
    asking.onCompleted();
    return answer;
  }

  private static void assertChange(
      ChangeNotification change, ChangeNotificationType type, String name, String address) {
    assertThat(change.getType()).isEqualTo(type);
    assertThat(change.getName()).isEqualTo(name);
    assertThat(change.getAddress()).isEqualTo(address);
  }

  private static void awaitConnected(RelayServer relay, int number) {
    Patience.await(() ->
        relay.relay.peerStates().stream()
                    .filter(peer -> peer.state() == PeerState.State.CONNECTED)
                    .count()
                == number
            && relay.relay.peerStates().stream()
                .noneMatch(peer -> peer.state() == PeerState.State.CONNECTING));
  }

  private static Peer nowhere(String name) {
    return Peer.fixed("peers", name, "127.0.0.1:1", "");
  }

  private static Peer peer(String name, TestServer server) {
    return Peer.fixed("peers", name, server.address(), "");
  }

  private static AgentEvent news(long second) {
    return new AgentEvent(
        second * 1_000_000_000L, TestServer.NODE, new AgentEvent.AgentStarted(second));
  }

  private static <T> List<T> all(Iterator<T> answers) {
    List<T> all = new ArrayList<>();
    answers.forEachRemaining(all::add);
    return all;
  }

  private static ServerStatusResponse status(
      long now, long most, long seen, long uptime, double rate) {
    return ServerStatusResponse.newBuilder()
        .setNumFlows(now)
        .setMaxFlows(most)
        .setSeenFlows(seen)
        .setUptimeNs(uptime)
        .setFlowsRate(rate)
        .build();
  }

  private static GetNamespacesResponse namespaces(String... names) {
    GetNamespacesResponse.Builder response = GetNamespacesResponse.newBuilder();
    for (String name : names) {
      String[] parts = name.split("/", 2);
      response.addNamespaces(Namespace.newBuilder().setCluster(parts[0]).setNamespace(parts[1]));
    }
    return response.build();
  }
}
