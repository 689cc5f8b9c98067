package io.sextant.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real handshakes over loopback. */
@Timeout(60)
class TlsCredentialsTest {
  private static final String NAME = "n1.default.hubble-grpc.cilium.io";
  private static final Duration OFTEN = Duration.ofMillis(20);

  private final TestAuthority authority = new TestAuthority("one");
  private final TestAuthority other = new TestAuthority("other");
  private final Deque<AutoCloseable> open = new ArrayDeque<>();

  @TempDir private Path server;
  @TempDir private Path client;
  @TempDir private Path stranger;

  @AfterEach
  void close() throws Exception {
    while (!open.isEmpty()) {
      open.pop().close();
    }
  }

  @Test
  void certificateOfTheAuthority_isTrusted_forItsNameOnly() throws Exception {
    authority.write(server, NAME);
    Path ca = authority.writeAuthority(client);
    int port = serve(TestAuthority.files(server, List.of()));
    assertServed(port, NAME, TestAuthority.trusting(ca));
    assertRefused(port, "n2.default.hubble-grpc.cilium.io", TestAuthority.trusting(ca));
    assertRefused(port, NAME, TestAuthority.trusting(other.writeAuthority(stranger)));
    assertRefused(port, NAME, TestAuthority.trusting());
  }

  @Test
  void clientAuthorities_makeAClientCertificateNecessary() throws Exception {
    authority.write(server, NAME);
    Path ca = authority.writeAuthority(server);
    int port = serve(TestAuthority.files(server, List.of(ca)));
    authority.write(client, "relay");
    other.write(stranger, "relay");
    assertServed(port, NAME, TestAuthority.files(client, List.of(ca)));
    assertRefused(port, NAME, TestAuthority.trusting(ca));
    assertRefused(port, NAME, TestAuthority.files(stranger, List.of(ca)));
  }

  @Test
  void olderThanTls13_isRefused() throws Exception {
    authority.write(server, NAME);
    int port = serve(TestAuthority.files(server, List.of()));
    try (SSLSocket socket =
        (SSLSocket)
            SSLContext.getDefault()
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), port)) {
      SSLParameters old = socket.getSSLParameters();
      old.setProtocols(new String[] {"TLSv1.2"});
      old.setApplicationProtocols(new String[] {"h2"});
      socket.setSSLParameters(old);
      assertThatThrownBy(socket::startHandshake)
          .isInstanceOf(SSLException.class)
          .hasMessageContaining("protocol_version");
    }
  }

  @Test
  void renewedFiles_areUsedWithoutARestart_alsoThroughSwappedLinks() throws Exception {
    Path ca = authority.writeAuthority(client);
    mount("first");
    TlsFiles mounted = TestAuthority.files(server.resolve("data"), List.of());
    TlsCredentials credentials = opened(mounted);
    int port = serve(credentials);
    assertServed(port, NAME, TestAuthority.trusting(ca));
    X509Bundle renewed = mount("second");
    await(() -> credentials.reloads() == 1);
    assertThat(shownBy(port)).isEqualTo(renewed.getCertificate());
    assertServed(port, NAME, TestAuthority.trusting(ca));
  }

  @Test
  void renewedAuthorities_judgeTheNextConnection() throws Exception {
    authority.write(server, NAME);
    Path clients = Files.createDirectory(server.resolve("clients"));
    Path clientCa = authority.writeAuthority(clients);
    TlsCredentials credentials = opened(TestAuthority.files(server, List.of(clientCa)));
    int port = serve(credentials);
    Path ca = authority.writeAuthority(client);
    authority.write(client, "relay");
    other.write(stranger, "relay");
    assertServed(port, NAME, TestAuthority.files(client, List.of(ca)));
    other.writeAuthority(clients);
    await(() -> credentials.reloads() == 1);
    assertRefused(port, NAME, TestAuthority.files(client, List.of(ca)));
    assertServed(port, NAME, TestAuthority.files(stranger, List.of(ca)));
  }

  @Test
  void brokenFile_leavesWhatWasInUse_andCountsOnce() throws Exception {
    X509Bundle good = authority.write(server, NAME);
    Path ca = authority.writeAuthority(client);
    TlsCredentials credentials = opened(TestAuthority.files(server, List.of()));
    int port = serve(credentials);
    String half = good.getCertificatePathPEM().substring(0, 300);
    TestAuthority.text(server.resolve("tls.crt"), half);
    await(() -> credentials.failedReloads() == 1);
    assertServed(port, NAME, TestAuthority.trusting(ca));
    Files.delete(server.resolve("tls.crt"));
    await(() -> credentials.failedReloads() == 2);
    assertServed(port, NAME, TestAuthority.trusting(ca));
    authority.write(server, NAME);
    await(() -> credentials.reloads() == 1);
    assertThat(credentials.failedReloads()).isEqualTo(2);
    assertServed(port, NAME, TestAuthority.trusting(ca));
  }

  @Test
  void filesThatComeLater_areWaitedFor() throws Exception {
    Path ca = authority.writeAuthority(client);
    TlsCredentials credentials = opened(TestAuthority.files(server, List.of()));
    int port = serve(credentials);
    assertThat(credentials.isReady()).isFalse();
    assertRefused(port, NAME, TestAuthority.trusting(ca));
    authority.write(server, NAME);
    await(credentials::isReady);
    assertServed(port, NAME, TestAuthority.trusting(ca));
    assertThat(credentials.reloads()).isZero();
  }

  /** As Kubernetes does: a link to a folder of that time is replaced at one stroke. */
  private X509Bundle mount(String version) throws IOException {
    X509Bundle issued = authority.write(Files.createDirectory(server.resolve(version)), NAME);
    Path next = Files.createSymbolicLink(server.resolve("data_tmp"), Path.of(version));
    Files.move(next, server.resolve("data"), StandardCopyOption.ATOMIC_MOVE);
    return issued;
  }

  private TlsCredentials opened(TlsFiles files) throws TlsFileException {
    TlsCredentials credentials = TlsCredentials.open(files, OFTEN);
    open.push(credentials);
    return credentials;
  }

  private int serve(TlsFiles files) throws IOException {
    return serve(opened(files));
  }

  private int serve(TlsCredentials credentials) throws IOException {
    Server running =
        NettyServerBuilder.forAddress(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), credentials.forServer())
            .addService(new HealthStatusManager().getHealthService())
            .build()
            .start();
    open.push(running::shutdownNow);
    return running.getPort();
  }

  private void assertServed(int port, String name, TlsFiles files) throws Exception {
    assertThat(ask(port, name, files)).isEqualTo(ServingStatus.SERVING);
  }

  private void assertRefused(int port, String name, TlsFiles files) {
    assertThatThrownBy(() -> ask(port, name, files))
        .isInstanceOf(StatusRuntimeException.class)
        .hasMessageStartingWith("UNAVAILABLE");
  }

  private static ServingStatus ask(int port, String name, TlsFiles files) throws Exception {
    try (TlsCredentials credentials = TlsCredentials.open(files)) {
      ManagedChannel channel =
          NettyChannelBuilder.forAddress("127.0.0.1", port, credentials.forChannel())
              .overrideAuthority(name)
              .build();
      try {
        return HealthGrpc.newBlockingStub(channel)
            .check(HealthCheckRequest.getDefaultInstance())
            .getStatus();
      } finally {
        channel.shutdownNow();
      }
    }
  }

  private X509Certificate shownBy(int port) throws Exception {
    SSLContext context = SSLContext.getInstance("TLSv1.3");
    context.init(null, new TrustManager[] {new Anybody()}, null);
    try (SSLSocket socket =
        (SSLSocket)
            context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port)) {
      SSLParameters http2 = socket.getSSLParameters();
      http2.setApplicationProtocols(new String[] {"h2"});
      socket.setSSLParameters(http2);
      socket.startHandshake();
      return (X509Certificate) socket.getSession().getPeerCertificates()[0];
    }
  }

  private static final class Anybody implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    while (!condition.getAsBoolean()) {
      Thread.sleep(5);
    }
  }
}
