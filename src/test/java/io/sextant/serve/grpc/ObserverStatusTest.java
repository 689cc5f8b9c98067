package io.sextant.serve.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import io.sextant.flow.TestFlows;
import io.sextant.proto.observer.GetAgentEventsRequest;
import io.sextant.proto.observer.GetDebugEventsRequest;
import io.sextant.proto.observer.GetNamespacesRequest;
import io.sextant.proto.observer.GetNodesRequest;
import io.sextant.proto.observer.Namespace;
import io.sextant.proto.observer.Node;
import io.sextant.proto.observer.ObserverGrpc;
import io.sextant.proto.observer.ServerStatusRequest;
import io.sextant.proto.observer.ServerStatusResponse;
import io.sextant.proto.relay.NodeState;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What the observer tells of itself and of what it saw. */
class ObserverStatusTest extends ObserverCalls {
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
}
