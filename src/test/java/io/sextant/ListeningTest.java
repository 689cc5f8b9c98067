package io.sextant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.sextant.control.ClusterState;
import io.sextant.control.LiveCluster;
import io.sextant.proto.observer.GetNodesRequest;
import io.sextant.proto.observer.Node;
import io.sextant.proto.observer.ObserverGrpc;
import io.sextant.proto.peer.ChangeNotification;
import io.sextant.proto.peer.NotifyRequest;
import io.sextant.proto.peer.PeerGrpc;
import io.sextant.serve.http.SourceBadge;
import io.sextant.tls.TestAuthority;
import io.sextant.tls.TlsCredentials;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A whole server, reached in every way that its settings offer. */
@Timeout(120)
class ListeningTest {
  private static final String SERVER_NAME = "n1-lab.blue.hubble-grpc.cilium.io";

  private final TestAuthority authority = new TestAuthority("lab");

  @TempDir private Path directory;

  @Test
  void plainPort_announcesWhereItReallyListens() throws Exception {
    try (Server server = start(Map.of())) {
      ManagedChannel channel = port(server, InsecureChannelCredentials.create());
      Node node = node(channel);
      assertThat(node.getAddress()).isEqualTo("127.0.0.1:" + server.grpcPort());
      assertThat(node.getTls().getEnabled()).isFalse();
      ChangeNotification peer = peer(channel);
      assertThat(peer.getAddress()).isEqualTo(node.getAddress());
      assertThat(peer.hasTls()).isFalse();
      channel.shutdownNow();
    }
  }

  @Test
  void portWithTls_andSocket_serveTheSame() throws Exception {
    authority.write(directory, SERVER_NAME);
    Path ca = authority.writeAuthority(directory);
    Path socket = directory.resolve("run/observer.sock");
    Map<String, Object> settings = new HashMap<>();
    settings.put("sextant.grpc.tls.cert-file", directory.resolve("tls.crt"));
    settings.put("sextant.grpc.tls.key-file", directory.resolve("tls.key"));
    settings.put("sextant.grpc.tls.client-ca-files", ca);
    settings.put("sextant.grpc.socket", socket);
    settings.put("sextant.grpc.advertise", "n1.lab.example:4244");
    try (Server server = start(settings);
        TlsCredentials client = TlsCredentials.open(TestAuthority.files(directory, List.of(ca)))) {
      ManagedChannel overTls = port(server, client.forChannel());
      ChangeNotification peer = peer(overTls);
      assertThat(peer.getName()).isEqualTo("blue/n1.lab");
      assertThat(peer.getAddress()).isEqualTo("n1.lab.example:4244");
      assertThat(peer.getTls().getServerName()).isEqualTo(SERVER_NAME);
      ManagedChannel plain = port(server, InsecureChannelCredentials.create());
      assertThatThrownBy(() -> node(plain)).hasMessageStartingWith("UNAVAILABLE");
      assertThat(Files.getPosixFilePermissions(socket))
          .isEqualTo(PosixFilePermissions.fromString("rw-rw----"));
      assertThat(nodeOverSocket(socket)).isEqualTo(node(overTls));
      assertThat(node(overTls).getTls().getServerName()).isEqualTo(SERVER_NAME);
      assertThat(metrics(server))
          .contains("sextant_refused_requests_total{reason=\"filters\"} 0.0")
          .contains("sextant_tls_reloads_total{outcome=\"used\"} 0.0");
      overTls.shutdownNow();
      plain.shutdownNow();
    }
    assertThat(socket).doesNotExist();
  }

  @Test
  void socketThatWasLeftBehind_isReplaced() throws Exception {
    Path socket = directory.resolve("observer.sock");
    try (ServerSocketChannel left = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      left.bind(UnixDomainSocketAddress.of(socket));
    }
    assertThat(socket).exists();
    try (Server _ = start(Map.of("sextant.grpc.socket", socket))) {
      assertThat(nodeOverSocket(socket).getName()).isEqualTo("blue/n1.lab");
    }
  }

  @Test
  void socketOfAnotherServer_andOtherFiles_areLeftAlone() throws Exception {
    Path socket = directory.resolve("observer.sock");
    try (ServerSocketChannel other = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      other.bind(UnixDomainSocketAddress.of(socket));
      assertStartFails(
          Map.of("sextant.grpc.socket", socket),
          "sextant.grpc.socket " + socket + ": a server listens there");
      assertThat(socket).exists();
    }
    Path file = Files.writeString(directory.resolve("notes.txt"), "mine");
    assertStartFails(
        Map.of("sextant.grpc.socket", file),
        "sextant.grpc.socket " + file + ": a file that is no socket is there");
    assertThat(file).hasContent("mine");
  }

  @Test
  void brokenCertificate_stopsTheStart_andIsNamed() throws IOException {
    authority.write(directory, SERVER_NAME);
    Path notes = Files.writeString(directory.resolve("notes.txt"), "mine");
    assertStartFails(
        Map.of(
            "sextant.grpc.tls.cert-file",
            notes,
            "sextant.grpc.tls.key-file",
            directory.resolve("tls.key")),
        "sextant.grpc.tls.cert-file " + notes + ": no certificate in it");
  }

  private static void assertStartFails(Map<String, Object> settings, String message) {
    assertThatThrownBy(() -> start(settings).close())
        .isInstanceOf(IOException.class)
        .hasMessageContaining(message);
  }

  private static Server start(Map<String, Object> settings) throws IOException {
    Map<String, Object> all = new HashMap<>();
    settings.forEach((key, value) -> all.put(key, value.toString()));
    all.put("sextant.node", "n1.lab");
    all.put("sextant.cluster", "blue");
    for (String port : new String[] {"http", "grpc", "metrics"}) {
      all.put("sextant." + port + ".port", 0);
    }
    return Server.start(
        new SourceBadge(SourceBadge.Kind.REPLAY, "test", ""),
        new LiveCluster(ClusterState.EMPTY),
        all);
  }

  private static ManagedChannel port(Server server, ChannelCredentials credentials) {
    return NettyChannelBuilder.forAddress("127.0.0.1", server.grpcPort(), credentials)
        .overrideAuthority(SERVER_NAME)
        .build();
  }

  private static Node nodeOverSocket(Path socket) {
    EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    ManagedChannel channel =
        NettyChannelBuilder.forAddress(UnixDomainSocketAddress.of(socket))
            .channelType(NioDomainSocketChannel.class)
            .eventLoopGroup(loops)
            .overrideAuthority("localhost")
            .usePlaintext()
            .build();
    try {
      return node(channel);
    } finally {
      channel.shutdownNow();
      loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
  }

  /** Without what changes by itself. */
  private static Node node(ManagedChannel channel) {
    return ObserverGrpc.newBlockingStub(channel)
        .getNodes(GetNodesRequest.getDefaultInstance())
        .getNodes(0)
        .toBuilder()
        .clearUptimeNs()
        .build();
  }

  private static ChangeNotification peer(ManagedChannel channel) {
    return PeerGrpc.newBlockingStub(channel).notify(NotifyRequest.getDefaultInstance()).next();
  }

  private static String metrics(Server server) throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + server.metricsPort() + "/metrics");
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client
          .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
          .body();
    }
  }
}
