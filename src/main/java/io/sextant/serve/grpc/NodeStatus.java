package io.sextant.serve.grpc;

import com.google.protobuf.UInt32Value;
import io.sextant.proto.observer.Node;
import io.sextant.proto.observer.ServerStatusResponse;
import io.sextant.proto.observer.TLS;
import io.sextant.proto.relay.NodeState;
import io.sextant.store.EventStore;
import io.sextant.store.RingStatus;
import java.time.Duration;
import java.time.InstantSource;

/** The state of the one node that is observed, alone and as a cluster of one. */
final class NodeStatus {
  private final ServerInfo info;
  private final EventStore store;
  private final InstantSource clock;

  NodeStatus(ServerInfo info, EventStore store, InstantSource clock) {
    this.info = info;
    this.store = store;
    this.clock = clock;
  }

  ServerStatusResponse server() {
    RingStatus status = store.status();
    return ServerStatusResponse.newBuilder()
        .setNumFlows(status.current())
        .setMaxFlows(status.capacity())
        .setSeenFlows(status.seenFlows())
        .setFlowsRate(status.flowsPerSecond())
        .setUptimeNs(uptimeNanos())
        .setNumConnectedNodes(UInt32Value.of(1))
        .setNumUnavailableNodes(UInt32Value.of(0))
        .setVersion(info.versionText())
        .build();
  }

  Node node() {
    RingStatus status = store.status();
    return Node.newBuilder()
        .setName(info.node().name())
        .setAddress(info.advertised().address())
        .setVersion(info.versionText())
        .setState(NodeState.NODE_CONNECTED)
        .setTls(tls())
        .setUptimeNs(uptimeNanos())
        .setNumFlows(status.current())
        .setMaxFlows(status.capacity())
        .setSeenFlows(status.seenFlows())
        .build();
  }

  private TLS tls() {
    String name = info.advertised().serverName().orElse("");
    return TLS.newBuilder().setEnabled(!name.isEmpty()).setServerName(name).build();
  }

  private long uptimeNanos() {
    return Duration.between(info.started(), clock.instant()).toNanos();
  }
}
