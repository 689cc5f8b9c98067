package io.sextant.serve.grpc;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.sextant.proto.peer.ChangeNotification;
import io.sextant.proto.peer.ChangeNotificationType;
import io.sextant.proto.peer.NotifyRequest;
import io.sextant.proto.peer.PeerGrpc;
import io.sextant.proto.peer.TLS;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Hubble's Peer for a cluster of one: tells of this node, then keeps the stream open. */
final class PeerService extends PeerGrpc.PeerImplBase implements AutoCloseable {
  private final Set<ServerCallStreamObserver<ChangeNotification>> clients =
      ConcurrentHashMap.newKeySet();
  private final ServerInfo info;

  PeerService(ServerInfo info) {
    this.info = info;
  }

  @Override
  public void notify(NotifyRequest request, StreamObserver<ChangeNotification> client) {
    var call = (ServerCallStreamObserver<ChangeNotification>) client;
    call.setOnCancelHandler(() -> clients.remove(call));
    clients.add(call);
    client.onNext(self());
  }

  private ChangeNotification self() {
    ChangeNotification.Builder self =
        ChangeNotification.newBuilder()
            .setName(info.node().name())
            .setAddress(info.advertised().address())
            .setType(ChangeNotificationType.PEER_ADDED);
    info.advertised()
        .serverName()
        .ifPresent(name -> self.setTls(TLS.newBuilder().setServerName(name)));
    return self.build();
  }

  /** Ends the open streams. */
  @Override
  public void close() {
    clients.forEach(client -> client.onError(GoingDown.status().asException()));
  }
}
