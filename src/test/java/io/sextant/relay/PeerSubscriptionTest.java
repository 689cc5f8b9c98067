package io.sextant.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.ServerCredentials;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.sextant.proto.observer.GetFlowsRequest;
import io.sextant.proto.observer.ObserverGrpc;
import io.sextant.proto.observer.ServerStatusRequest;
import io.sextant.proto.observer.ServerStatusResponse;
import io.sextant.proto.peer.ChangeNotification;
import io.sextant.proto.peer.ChangeNotificationType;
import io.sextant.proto.peer.NotifyRequest;
import io.sextant.proto.peer.PeerGrpc;
import io.sextant.proto.peer.TLS;
import io.sextant.tls.TestAuthority;
import io.sextant.tls.TlsCredentials;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Peers that a peer service tells of, with TLS and without. */
@Timeout(60)
class PeerSubscriptionTest {
  private static final String SERVICE_NAME = "hubble-peer.blue-1.hubble-grpc.cilium.io";
  private static final String NODE_NAME = "n1.blue-1.hubble-grpc.cilium.io";

  @TempDir private Path directory;

  @Test
  void changes_areFollowed_andASecondServiceAfterABreakToo() throws Exception {
    try (FakePeer a = FakePeer.with("a", 1);
        Notifier service = new Notifier(InsecureServerCredentials.create(), 0)) {
      Upstreams upstreams = new Upstreams(List.of(), service.address(), "default");
      try (RelayServer relay = new RelayServer(RelayServer.QUICK, upstreams)) {
        service.tell(ChangeNotificationType.PEER_ADDED, "a", "127.0.0.1:" + a.port(), "");
        service.tell(ChangeNotificationType.PEER_ADDED, "b", "10.255.255.1", "");
        service.tell(ChangeNotificationType.PEER_ADDED, "c", "", "");
        awaitPeers(relay, "a", "b", "c");
        assertThat(relay.ask(GetFlowsRequest.getDefaultInstance()).flows()).containsExactly("a-1");
        service.tell(ChangeNotificationType.PEER_UPDATED, "b", "127.0.0.1:" + a.port(), "");
        service.tell(ChangeNotificationType.PEER_DELETED, "c", "", "");
        awaitPeers(relay, "a", "b");
        Patience.await(
            () -> relay.relay.peerStates().getLast().state() == PeerState.State.CONNECTED);

        int port = service.server.getPort();
        service.server.shutdownNow().awaitTermination();
        try (Notifier again = new Notifier(InsecureServerCredentials.create(), port)) {
          again.tell(ChangeNotificationType.PEER_ADDED, "d", "127.0.0.1:" + a.port(), "");
          awaitPeers(relay, "a", "b", "d");
        }
      }
    }
  }

  @Test
  void tls_verifiesTheNamesOfServiceAndNodes() throws Exception {
    TestAuthority authority = new TestAuthority("sextant test");
    try (TlsCredentials serviceTls = credentials(authority, "service", SERVICE_NAME);
        TlsCredentials nodeTls = credentials(authority, "node", NODE_NAME);
        TlsCredentials relayTls = credentials(authority, "relay", "relay.example");
        Notifier service = new Notifier(serviceTls.forServer(), 0)) {
      Server node =
          NettyServerBuilder.forAddress(
                  new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), nodeTls.forServer())
              .addService(new Status())
              .build()
              .start();
      Upstreams upstreams = new Upstreams(List.of(), service.address(), "blue.1");
      try (RelayServer relay =
          new RelayServer(RelayServer.QUICK, upstreams, relayTls::forChannel)) {
        String address = "127.0.0.1:" + node.getPort();
        service.tell(ChangeNotificationType.PEER_ADDED, "n1", address, NODE_NAME);
        service.tell(ChangeNotificationType.PEER_ADDED, "n2", address, "other" + NODE_NAME);
        service.tell(ChangeNotificationType.PEER_ADDED, "n3", address, "");
        awaitPeers(relay, "n1", "n2", "n3");
        Patience.await(() ->
            relay.relay.peerStates().stream()
                .noneMatch(peer -> peer.state() == PeerState.State.CONNECTING));
        assertThat(relay.relay.peerStates())
            .extracting(PeerState::state)
            .containsExactly(
                PeerState.State.CONNECTED,
                PeerState.State.UNAVAILABLE,
                PeerState.State.UNAVAILABLE);
        assertThat(relay.relay.peerStates().getLast().detail())
            .isEqualTo("it announces no TLS, and TLS to peers is set");
      } finally {
        node.shutdownNow();
      }
    }
  }

  private TlsCredentials credentials(TestAuthority authority, String who, String name)
      throws IOException {
    Path own = Files.createDirectories(directory.resolve(who));
    authority.write(own, name);
    return TlsCredentials.open(TestAuthority.files(own, List.of(authority.writeAuthority(own))));
  }

  private static void awaitPeers(RelayServer relay, String... names) {
    Patience.await(() ->
        relay.relay.peerStates().stream().map(PeerState::name).toList().equals(List.of(names)));
  }

  /** An observer that only says how it is. */
  private static final class Status extends ObserverGrpc.ObserverImplBase {
    @Override
    public void serverStatus(
        ServerStatusRequest request, StreamObserver<ServerStatusResponse> client) {
      client.onNext(ServerStatusResponse.getDefaultInstance());
      client.onCompleted();
    }
  }

  /** A peer service in a test's hands. */
  private static final class Notifier extends PeerGrpc.PeerImplBase implements AutoCloseable {
    private final BlockingQueue<ChangeNotification> news = new LinkedBlockingQueue<>();
    final Server server;

    Notifier(ServerCredentials credentials, int port) throws IOException {
      server =
          NettyServerBuilder.forAddress(
                  new InetSocketAddress(InetAddress.getLoopbackAddress(), port), credentials)
              .addService(this)
              .build()
              .start();
    }

    PeerAddress address() {
      return PeerAddress.parse("service", "127.0.0.1:" + server.getPort());
    }

    void tell(ChangeNotificationType type, String name, String address, String serverName) {
      ChangeNotification.Builder change =
          ChangeNotification.newBuilder().setType(type).setName(name).setAddress(address);
      if (!serverName.isEmpty()) {
        change.setTls(TLS.newBuilder().setServerName(serverName));
      }
      news.add(change.build());
    }

    @Override
    public void notify(NotifyRequest request, StreamObserver<ChangeNotification> observer) {
      var client = (ServerCallStreamObserver<ChangeNotification>) observer;
      client.setOnCancelHandler(() -> {});
      Thread.ofVirtual()
          .start(() -> {
            try {
              while (!client.isCancelled()) {
                ChangeNotification next = news.poll(20, TimeUnit.MILLISECONDS);
                if (next != null) {
                  client.onNext(next);
                }
              }
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          });
    }

    @Override
    public void close() {
      server.shutdownNow();
      try {
        server.awaitTermination();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
