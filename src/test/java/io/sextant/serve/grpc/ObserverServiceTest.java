package io.sextant.serve.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.FieldMask;
import com.google.protobuf.Timestamp;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import io.sextant.flow.AgentEvent;
import io.sextant.flow.DebugEvent;
import io.sextant.flow.Flow;
import io.sextant.flow.LostEvents;
import io.sextant.flow.Reply;
import io.sextant.flow.TcpFlags;
import io.sextant.flow.TestFlows;
import io.sextant.proto.flow.FlowFilter;
import io.sextant.proto.flow.Verdict;
import io.sextant.proto.observer.GetAgentEventsRequest;
import io.sextant.proto.observer.GetDebugEventsRequest;
import io.sextant.proto.observer.GetFlowsRequest;
import io.sextant.proto.observer.GetFlowsResponse;
import io.sextant.proto.observer.GetNamespacesRequest;
import io.sextant.proto.observer.GetNodesRequest;
import io.sextant.proto.observer.Namespace;
import io.sextant.proto.observer.Node;
import io.sextant.proto.observer.ObserverGrpc;
import io.sextant.proto.observer.ServerStatusRequest;
import io.sextant.proto.observer.ServerStatusResponse;
import io.sextant.proto.peer.ChangeNotificationType;
import io.sextant.proto.peer.NotifyRequest;
import io.sextant.proto.peer.PeerGrpc;
import io.sextant.proto.relay.NodeState;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Hubble's API by its generated stubs, over a socket. */
@Timeout(30)
class ObserverServiceTest {
  private static final long SECOND = 1_000_000_000L;

  private final TestServer server = new TestServer(1023);
  private final ManagedChannel channel =
      NettyChannelBuilder.forAddress("127.0.0.1", server.port()).usePlaintext().build();
  private final ObserverGrpc.ObserverBlockingStub observer = ObserverGrpc.newBlockingStub(channel);

  @AfterEach
  void close() {
    channel.shutdownNow();
    server.close();
  }

  @Test
  void number_givesTheNewest_whateverElseIsInTheRing() {
    for (int port = 1; port <= 30; port++) {
      server.append(numbered(port), debug(port), news(port));
    }
    assertThat(ports(GetFlowsRequest.newBuilder().setNumber(20)))
        .hasSize(20)
        .startsWith(11)
        .endsWith(30);
    assertThat(ports(GetFlowsRequest.newBuilder().setNumber(-1))).hasSize(30);
    assertThat(ports(GetFlowsRequest.newBuilder())).hasSize(30);
  }

  @Test
  void first_givesTheOldest() {
    appendNumbered(30);
    assertThat(ports(GetFlowsRequest.newBuilder().setNumber(2).setFirst(true)))
        .containsExactly(1, 2);
    assertThat(ports(GetFlowsRequest.newBuilder().setFirst(true))).hasSize(30);
  }

  @Test
  void sinceAndUntil_limitEveryKindOfRequest() {
    appendNumbered(30);
    GetFlowsRequest request =
        GetFlowsRequest.newBuilder().setSince(time(10)).setUntil(time(20)).build();
    assertThat(ports(request.toBuilder())).hasSize(11).startsWith(10).endsWith(20);
    assertThat(ports(request.toBuilder().setNumber(3))).containsExactly(18, 19, 20);
    assertThat(ports(request.toBuilder().setNumber(3).setFirst(true))).containsExactly(10, 11, 12);
    assertThat(ports(request.toBuilder().clearUntil().setNumber(2))).containsExactly(29, 30);
    assertThat(ports(request.toBuilder().clearSince().setNumber(1))).containsExactly(20);
  }

  @Test
  void until_endsAlsoWhoFollows() {
    appendNumbered(30);
    assertThat(ports(GetFlowsRequest.newBuilder().setFollow(true).setNumber(2).setUntil(time(20))))
        .containsExactly(19, 20);
  }

  @Test
  void follow_givesWhatComes_afterTheLast() {
    appendNumbered(3);
    Iterator<GetFlowsResponse> flows =
        observer.getFlows(GetFlowsRequest.newBuilder().setNumber(1).setFollow(true).build());
    assertThat(port(flows.next())).isEqualTo(3);
    server.append(numbered(4));
    assertThat(port(flows.next())).isEqualTo(4);
    server.append(numbered(5), numbered(6));
    assertThat(port(flows.next())).isEqualTo(5);
    assertThat(port(flows.next())).isEqualTo(6);
  }

  @Test
  void follow_endsWhenTheServerGoesDown() {
    appendNumbered(1);
    Iterator<GetFlowsResponse> flows =
        observer.getFlows(GetFlowsRequest.newBuilder().setNumber(1).setFollow(true).build());
    flows.next();
    server.ring().close();
    assertThat(flows.hasNext()).isFalse();
  }

  @Test
  void firstWithFollow_isRefused() {
    assertRefused(
        GetFlowsRequest.newBuilder().setFirst(true).setFollow(true),
        "INVALID_ARGUMENT: first: cannot be combined with follow; leave one of the two out");
  }

  @Test
  void lists_allowAndDeny() {
    server.append(TestFlows.request(), TestFlows.answer(), TestFlows.drop(), TestFlows.scan(22));
    FlowFilter dropped = FlowFilter.newBuilder().addVerdict(Verdict.DROPPED).build();
    FlowFilter fromReviews = FlowFilter.newBuilder().addSourcePod("shop/reviews").build();
    assertThat(ports(GetFlowsRequest.newBuilder().addWhitelist(dropped))).containsExactly(5432, 22);
    assertThat(ports(GetFlowsRequest.newBuilder().addWhitelist(dropped).addBlacklist(fromReviews)))
        .containsExactly(22);
    assertThat(ports(GetFlowsRequest.newBuilder().setNumber(1).addBlacklist(dropped)))
        .containsExactly(40001);
  }

  @Test
  void wrongFilter_isRefusedWithFieldAndValue() {
    assertRefused(
        GetFlowsRequest.newBuilder().addWhitelist(FlowFilter.newBuilder().addSourcePort("http")),
        "INVALID_ARGUMENT: filter source_port: \"http\" is not a port:"
            + " give a number from 0 to 65535");
    assertRefused(
        GetFlowsRequest.newBuilder()
            .addBlacklist(
                FlowFilter.newBuilder()
                    .setExperimental(FlowFilter.Experimental.newBuilder().addCelExpression("1"))),
        "INVALID_ARGUMENT: filter experimental.cel_expression: \"1\" is no CEL expression that gives"
            + " true or false: ERROR: <input>:1:1: expected type 'bool' but found 'int'");
  }

  @Test
  void mask_leavesWhatWasAskedFor() {
    server.append(TestFlows.drop());
    GetFlowsResponse response =
        only(
            GetFlowsRequest.newBuilder()
                .setFieldMask(mask("IP.source", "l4.TCP", "l4.UDP", "Type", "source.pod_name")));
    assertThat(response.getFlow())
        .isEqualTo(
            io.sextant.proto.flow.Flow.newBuilder()
                .setIP(io.sextant.proto.flow.IP.newBuilder().setSource("10.42.0.13"))
                .setL4(full().getL4())
                .setType(io.sextant.proto.flow.FlowType.L3_L4)
                .setSource(
                    io.sextant.proto.flow.Endpoint.newBuilder().setPodName("reviews-66d8-k3"))
                .build());
    assertThat(response.hasTime()).isFalse();
    assertThat(response.getNodeName()).isEmpty();
  }

  @Test
  void parentInMask_absorbsItsChildren() {
    server.append(TestFlows.drop());
    assertThat(only(GetFlowsRequest.newBuilder().setFieldMask(mask("IP.source", "IP"))).getFlow())
        .isEqualTo(io.sextant.proto.flow.Flow.newBuilder().setIP(full().getIP()).build());
  }

  @Test
  void defaultMaskOfTheCommandLine_alsoBringsWhatItPrints() {
    server.append(TestFlows.drop());
    FieldMask mask = FieldMask.newBuilder().addAllPaths(FlowMask.CLI_DEFAULT).build();
    io.sextant.proto.flow.Flow flow =
        only(GetFlowsRequest.newBuilder().setFieldMask(mask)).getFlow();
    assertThat(flow.getTrafficDirection())
        .isEqualTo(io.sextant.proto.flow.TrafficDirection.INGRESS);
    assertThat(flow.getUuid()).isEmpty();
    assertThat(flow.getSource().getLabelsList()).isEmpty();
  }

  @Test
  void unknownPathInMask_isRefused() {
    assertRefused(
        GetFlowsRequest.newBuilder().setFieldMask(mask("time", "source.pod")),
        "INVALID_ARGUMENT: field_mask: \"source.pod\" is no field of flow.Flow");
    assertRefused(
        GetFlowsRequest.newBuilder().setFieldMask(mask("source_names.x")),
        "INVALID_ARGUMENT: field_mask: \"source_names.x\" is no field of flow.Flow");
  }

  @Test
  void losses_standWhereTheyHappened() {
    server.append(
        numbered(1),
        new LostEvents(
            TestFlows.TEN_TWENTY,
            TestServer.NODE,
            LostEvents.Source.PERF_EVENT_RING_BUFFER,
            7,
            3,
            0,
            0),
        numbered(2));
    List<GetFlowsResponse> all = all(GetFlowsRequest.newBuilder());
    assertThat(all).hasSize(3);
    assertThat(all.get(1).getLostEvents().getNumEventsLost()).isEqualTo(7);
    assertThat(all.get(1).getLostEvents().getCpu().getValue()).isEqualTo(3);
    assertThat(all.get(1).getNodeName()).isEqualTo("node-1");
  }

  @Test
  void clientThatStopsReading_learnsItsLoss_andCostsTheOthersNothing() throws Exception {
    SlowClient slow = new SlowClient();
    appendNumbered(1);
    ObserverGrpc.newStub(channel)
        .getFlows(GetFlowsRequest.newBuilder().setFollow(true).setNumber(1).build(), slow);
    slow.awaitFirst();
    int sent = 20_000;
    for (int i = 1; i <= sent; i++) {
      server.append(numbered(i % 1000));
    }
    server.ring().close();
    assertThat(slow.readAll()).isEqualTo("completed");
    assertThat(slow.lost).isPositive();
    assertThat(slow.received + slow.lost).isEqualTo(sent + 1);
  }

  @Test
  void agentAndDebugEvents_comeByTheirOwnStreams() {
    for (int i = 1; i <= 30; i++) {
      server.append(numbered(i), debug(i), news(i));
    }
    List<Long> started = new ArrayList<>();
    observer
        .getAgentEvents(GetAgentEventsRequest.newBuilder().setNumber(2).build())
        .forEachRemaining(response ->
            started.add(response.getAgentEvent().getAgentStart().getTime().getSeconds()));
    assertThat(started).containsExactly(29L, 30L);
    List<String> messages = new ArrayList<>();
    observer
        .getDebugEvents(GetDebugEventsRequest.newBuilder().setNumber(1).setFirst(true).build())
        .forEachRemaining(response -> messages.add(response.getDebugEvent().getMessage()));
    assertThat(messages).containsExactly("m1");
  }

  @Test
  void status_isThatOfTheRing() {
    appendNumbered(30);
    ServerStatusResponse status = observer.serverStatus(ServerStatusRequest.getDefaultInstance());
    assertThat(status.getNumFlows()).isEqualTo(30);
    assertThat(status.getMaxFlows()).isEqualTo(1023);
    assertThat(status.getSeenFlows()).isEqualTo(30);
    assertThat(status.getFlowsRate()).isEqualTo(0.5);
    assertThat(status.getUptimeNs()).isEqualTo(10 * SECOND);
    assertThat(status.getNumConnectedNodes().getValue()).isEqualTo(1);
    assertThat(status.getVersion()).isEqualTo("sextant v0.1.0");
  }

  @Test
  void nodes_areTheOneThatIsObserved() {
    appendNumbered(3);
    Node node = observer.getNodes(GetNodesRequest.getDefaultInstance()).getNodes(0);
    assertThat(node.getName()).isEqualTo("node-1");
    assertThat(node.getState()).isEqualTo(NodeState.NODE_CONNECTED);
    assertThat(node.getAddress()).isEqualTo("127.0.0.1:4245");
    assertThat(node.getSeenFlows()).isEqualTo(3);
  }

  @Test
  void namespaces_areThoseOfBothSides() throws Exception {
    server.append(TestFlows.drop());
    List<Namespace> seen = List.of();
    while (seen.isEmpty()) {
      seen = observer.getNamespaces(GetNamespacesRequest.getDefaultInstance()).getNamespacesList();
    }
    assertThat(seen).extracting(Namespace::getNamespace).containsExactly("payments", "shop");
    assertThat(seen).extracting(Namespace::getCluster).containsOnly("default");
  }

  @Test
  void peers_areAnnouncedAndTheStreamStaysOpen() {
    var notifications =
        PeerGrpc.newBlockingStub(channel).notify(NotifyRequest.getDefaultInstance());
    var peer = notifications.next();
    assertThat(peer.getName()).isEqualTo("node-1");
    assertThat(peer.getAddress()).isEqualTo("127.0.0.1:4245");
    assertThat(peer.getType()).isEqualTo(ChangeNotificationType.PEER_ADDED);
    assertThat(peer.hasTls()).isFalse();
    assertThatThrownBy(() ->
            PeerGrpc.newBlockingStub(channel)
                .withDeadlineAfter(200, TimeUnit.MILLISECONDS)
                .notify(NotifyRequest.getDefaultInstance())
                .forEachRemaining(_ -> {}))
        .hasMessageContaining("DEADLINE_EXCEEDED");
  }

  @Test
  void health_isServingUnderHubblesName() {
    for (String name : List.of("", "hubble.server.Observer")) {
      assertThat(
              HealthGrpc.newBlockingStub(channel)
                  .check(HealthCheckRequest.newBuilder().setService(name).build())
                  .getStatus())
          .isEqualTo(ServingStatus.SERVING);
    }
  }

  @Test
  void headers_carryTheVersion() {
    AtomicReference<Metadata> headers = new AtomicReference<>();
    var intercepted =
        ClientInterceptors.intercept(
            channel, MetadataUtils.newCaptureMetadataInterceptor(headers, new AtomicReference<>()));
    ObserverGrpc.newBlockingStub(intercepted)
        .serverStatus(ServerStatusRequest.getDefaultInstance());
    for (String name : List.of("hubble-server-version", "hubble-relay-version")) {
      assertThat(headers.get().get(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER)))
          .isEqualTo("0.1.0");
    }
  }

  @Test
  void health_canBeWatched_untilTheServerGoesDown() {
    for (String name : List.of("", "hubble.server.Observer")) {
      Iterator<HealthCheckResponse> states =
          HealthGrpc.newBlockingStub(channel)
              .watch(HealthCheckRequest.newBuilder().setService(name).build());
      assertThat(states.next().getStatus()).isEqualTo(ServingStatus.SERVING);
    }
    Iterator<HealthCheckResponse> states =
        HealthGrpc.newBlockingStub(channel)
            .watch(HealthCheckRequest.newBuilder().setService("hubble.server.Observer").build());
    states.next();
    server.close();
    assertThat(states.next().getStatus()).isEqualTo(ServingStatus.NOT_SERVING);
  }

  @Test
  void oldReflection_knowsTheFilesToo() throws Exception {
    CompletableFuture<Integer> files = new CompletableFuture<>();
    var ask =
        io.grpc.reflection.v1alpha.ServerReflectionGrpc.newStub(channel)
            .serverReflectionInfo(
                new Receiver<io.grpc.reflection.v1alpha.ServerReflectionResponse>() {
                  @Override
                  public void onNext(io.grpc.reflection.v1alpha.ServerReflectionResponse response) {
                    files.complete(
                        response.getFileDescriptorResponse().getFileDescriptorProtoCount());
                  }
                });
    ask.onNext(
        io.grpc.reflection.v1alpha.ServerReflectionRequest.newBuilder()
            .setFileContainingSymbol("observer.Observer")
            .build());
    assertThat(files.get(10, TimeUnit.SECONDS)).isPositive();
    ask.onCompleted();
  }

  @Test
  void reflection_listsTheServices() throws Exception {
    CompletableFuture<List<String>> names = new CompletableFuture<>();
    StreamObserver<ServerReflectionRequest> ask =
        ServerReflectionGrpc.newStub(channel)
            .serverReflectionInfo(
                new Receiver<ServerReflectionResponse>() {
                  @Override
                  public void onNext(ServerReflectionResponse response) {
                    names.complete(
                        response.getListServicesResponse().getServiceList().stream()
                            .map(service -> service.getName())
                            .toList());
                  }
                });
    ask.onNext(ServerReflectionRequest.newBuilder().setListServices("").build());
    assertThat(names.get(10, TimeUnit.SECONDS))
        .contains(
            "observer.Observer",
            "peer.Peer",
            "grpc.health.v1.Health",
            "grpc.reflection.v1.ServerReflection",
            "grpc.reflection.v1alpha.ServerReflection");
    ask.onCompleted();
  }

  private abstract static class Receiver<T> implements StreamObserver<T> {
    @Override
    public void onError(Throwable t) {}

    @Override
    public void onCompleted() {}
  }

  private static io.sextant.proto.flow.Flow full() {
    return new FlowMessages("0.1.0").message(TestFlows.drop());
  }

  private void assertRefused(GetFlowsRequest.Builder request, String text) {
    assertThatThrownBy(() -> all(request))
        .isInstanceOf(StatusRuntimeException.class)
        .hasMessage(text);
  }

  private GetFlowsResponse only(GetFlowsRequest.Builder request) {
    List<GetFlowsResponse> all = all(request);
    assertThat(all).hasSize(1);
    return all.getFirst();
  }

  private List<Integer> ports(GetFlowsRequest.Builder request) {
    return all(request).stream().map(ObserverServiceTest::port).toList();
  }

  private List<GetFlowsResponse> all(GetFlowsRequest.Builder request) {
    List<GetFlowsResponse> all = new ArrayList<>();
    observer.getFlows(request.build()).forEachRemaining(all::add);
    return all;
  }

  private static int port(GetFlowsResponse response) {
    return response.getFlow().getL4().getTCP().getDestinationPort();
  }

  private void appendNumbered(int count) {
    for (int i = 1; i <= count; i++) {
      server.append(numbered(i));
    }
  }

  /** A flow whose destination port and second are its number. */
  private static Flow numbered(int number) {
    return TestFlows.frontendToCatalog(TcpFlags.SYN, Reply.NO)
        .time(TestFlows.TEN_TWENTY + number * SECOND / 10, 0)
        .tcp(40001, number, TcpFlags.SYN)
        .build();
  }

  private static Timestamp time(int number) {
    return FlowMessages.timestamp(TestFlows.TEN_TWENTY + number * SECOND / 10);
  }

  private static DebugEvent debug(int number) {
    return new DebugEvent(
        TestFlows.TEN_TWENTY + number, TestServer.NODE, 1, null, 0, 0, 0, 0, "m" + number, 0);
  }

  private static AgentEvent news(int number) {
    return new AgentEvent(
        TestFlows.TEN_TWENTY + number,
        TestServer.NODE,
        new AgentEvent.AgentStarted(number * SECOND));
  }

  private static FieldMask mask(String... paths) {
    return FieldMask.newBuilder().addAllPaths(List.of(paths)).build();
  }
}
