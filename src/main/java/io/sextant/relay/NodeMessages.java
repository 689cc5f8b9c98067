package io.sextant.relay;

import io.sextant.proto.observer.Node;
import io.sextant.proto.observer.ServerStatusResponse;
import io.sextant.proto.observer.TLS;
import io.sextant.proto.peer.ChangeNotification;
import io.sextant.proto.peer.ChangeNotificationType;
import io.sextant.proto.relay.NodeState;

/** Peers as clients are told of them. */
final class NodeMessages {
  private NodeMessages() {}

  /** For the list of nodes. */
  static Node node(PeerSurvey.Answer<ServerStatusResponse> answer) {
    Peer peer = answer.peer().peer();
    Node.Builder node =
        Node.newBuilder()
            .setName(peer.name())
            .setAddress(peer.announced())
            .setTls(TLS.newBuilder().setEnabled(peer.usesTls()).setServerName(peer.serverName()));
    ServerStatusResponse status = answer.response();
    if (status == null) {
      return node.setState(answer.asked() ? NodeState.NODE_ERROR : NodeState.NODE_UNAVAILABLE)
          .build();
    }
    return node.setState(NodeState.NODE_CONNECTED)
        .setVersion(status.getVersion())
        .setUptimeNs(status.getUptimeNs())
        .setNumFlows(status.getNumFlows())
        .setMaxFlows(status.getMaxFlows())
        .setSeenFlows(status.getSeenFlows())
        .build();
  }

  /** For those who watch the peers. */
  static ChangeNotification change(ChangeNotificationType type, Peer peer) {
    ChangeNotification.Builder change =
        ChangeNotification.newBuilder()
            .setType(type)
            .setName(peer.name())
            .setAddress(peer.announced());
    if (peer.usesTls()) {
      change.getTlsBuilder().setServerName(peer.serverName());
    }
    return change.build();
  }
}
