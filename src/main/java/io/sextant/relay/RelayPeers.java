package io.sextant.relay;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.sextant.proto.peer.ChangeNotification;
import io.sextant.proto.peer.ChangeNotificationType;
import io.sextant.proto.peer.NotifyRequest;
import io.sextant.proto.peer.PeerGrpc;
import io.sextant.serve.grpc.GoingDown;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Hubble's Peer: the peers of this relay, then their changes. Each client has a virtual thread that
 * compares what it was told with what is: however slowly a client reads, nothing piles up for it.
 */
final class RelayPeers extends PeerGrpc.PeerImplBase implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(RelayPeers.class.getName());
  private static final long LONGEST_PAUSE_NANOS = 10_000_000_000L;

  private final Peers peers;
  private final Set<Pacing> clients = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  RelayPeers(Peers peers) {
    this.peers = peers;
  }

  @Override
  public void notify(NotifyRequest request, StreamObserver<ChangeNotification> observer) {
    var client = (ServerCallStreamObserver<ChangeNotification>) observer;
    Pacing pacing = new Pacing();
    Runnable wake = pacing::wake;
    client.setOnCancelHandler(wake);
    client.setOnReadyHandler(wake);
    Thread.ofVirtual().name("relay-peers").start(() -> run(client, pacing, wake));
  }

  private void run(
      ServerCallStreamObserver<ChangeNotification> client, Pacing pacing, Runnable wake) {
    peers.listen(wake);
    clients.add(pacing);
    try {
      Map<String, Peer> told = new LinkedHashMap<>();
      while (!client.isCancelled() && !closed) {
        if (!client.isReady() || !tellNext(client, told)) {
          pacing.pause(LONGEST_PAUSE_NANOS);
        }
      }
      if (!client.isCancelled()) {
        client.onError(GoingDown.status().asException());
      }
    } catch (RuntimeException e) {
      LOG.log(Level.FINE, "a stream of peers failed", e);
    } finally {
      peers.leave(wake);
      clients.remove(pacing);
    }
  }

  /** Tells one round of differences; whether there were any. */
  private boolean tellNext(
      ServerCallStreamObserver<ChangeNotification> client, Map<String, Peer> told) {
    Map<String, Peer> now = new LinkedHashMap<>();
    peers.all().forEach(connection -> now.put(connection.peer().name(), connection.peer()));
    boolean changed = false;
    for (Peer old : Map.copyOf(told).values()) {
      if (!now.containsKey(old.name())) {
        told.remove(old.name());
        client.onNext(NodeMessages.change(ChangeNotificationType.PEER_DELETED, old));
        changed = true;
      }
    }
    for (Peer peer : now.values()) {
      Peer old = told.put(peer.name(), peer);
      if (!peer.equals(old)) {
        client.onNext(
            NodeMessages.change(
                old == null
                    ? ChangeNotificationType.PEER_ADDED
                    : ChangeNotificationType.PEER_UPDATED,
                peer));
        changed = true;
      }
    }
    return changed;
  }

  /** Ends the open streams. */
  @Override
  public void close() {
    closed = true;
    clients.forEach(Pacing::wake);
  }
}
