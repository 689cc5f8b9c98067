package io.sextant.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Ways to a server, right and wrong, against servers with and without TLS. */
@Timeout(60)
class ConnectionTest {
  @TempDir static Path folder;
  private static TestCertificate own;
  private static TestCertificate client;
  private static TestCertificate stranger;
  private static ScriptedServer plain;
  private static ScriptedServer tls;
  private static ScriptedServer mutual;
  private static final List<ScriptedServer> servers = new ArrayList<>();

  @BeforeAll
  static void start() throws Exception {
    own = TestCertificate.create(folder, "own", "-ext", "san=dns:localhost,ip:127.0.0.1");
    client = TestCertificate.create(folder, "client");
    stranger = TestCertificate.create(folder, "stranger");
    plain = ScriptedServer.plain();
    tls = started(own, null);
    mutual = started(own, client);
    servers.add(plain);
  }

  @AfterAll
  static void stop() {
    servers.forEach(ScriptedServer::close);
  }

  @Test
  void tls_worksWithItsAuthority() {
    assertWell("--server", tls.address(), "--tls", "--tls-ca-cert-files", own.certificate());
    assertWell("--server", "tls://" + tls.address(), "--tls-ca-cert-files", own.certificate());
    assertWell(
        "--server", "tls://127.0.0.1:" + tls.port(), "--tls-ca-cert-files", own.certificate());
    assertWell(
        "--server",
        tls.address(),
        "--tls=true",
        "--tls-ca-cert-files",
        stranger.certificate() + "," + own.certificate());
    assertWell("--server", tls.address(), "--tls", "--tls-allow-insecure");
    assertWell("--server", plain.address(), "--tls=false");
  }

  @Test
  void authorities_ofTheSystemCountToo() {
    TestTerminal terminal = new TestTerminal().with("SSL_CERT_FILE", own.certificate().toString());
    assertThat(terminal.run("status", "--server", "tls://" + tls.address()))
        .as(terminal.err())
        .isZero();
  }

  @Test
  void serverName_replacesThatOfTheAddress() throws Exception {
    TestCertificate relay =
        TestCertificate.create(folder, "relay", "-ext", "san=dns:relay.example");
    ScriptedServer server = started(relay, null);
    assertFails(
        "the certificate of "
            + server.address()
            + " is for relay.example, not for localhost: give --tls-server-name relay.example",
        "--server",
        server.address(),
        "--tls",
        "--tls-ca-cert-files",
        relay.certificate());
    assertWell(
        "--server",
        server.address(),
        "--tls",
        "--tls-ca-cert-files",
        relay.certificate(),
        "--tls-server-name",
        "relay.example");
  }

  @Test
  void certificates_thatAreNotGoodAreExplained() throws Exception {
    assertFails(
        "the certificate of "
            + tls.address()
            + " is not trusted (issued by CN=own): give its authority with --tls-ca-cert-files",
        "--server",
        tls.address(),
        "--tls");
    TestCertificate old =
        TestCertificate.create(
            folder, "old", "-ext", "san=dns:localhost", "-startdate", "-10d", "-validity", "2");
    ScriptedServer expired = started(old, null);
    assertFails(
        "the certificate of " + expired.address() + " expired on 20",
        "--server",
        expired.address(),
        "--tls",
        "--tls-ca-cert-files",
        old.certificate());
    TestCertificate early =
        TestCertificate.create(
            folder, "early", "-ext", "san=dns:localhost", "-startdate", "+2d", "-validity", "9");
    ScriptedServer future = started(early, null);
    assertFails(
        "the certificate of " + future.address() + " is not valid before 20",
        "--server",
        future.address(),
        "--tls",
        "--tls-ca-cert-files",
        early.certificate());
  }

  @Test
  void mutualTls_wantsTheRightCertificate() {
    assertWell(
        "--server",
        mutual.address(),
        "--tls",
        "--tls-ca-cert-files",
        own.certificate(),
        "--tls-client-cert-file",
        client.certificate(),
        "--tls-client-key-file",
        client.key());
    assertFails(
        "the server at " + mutual.address() + " wants a certificate of ours: give",
        "--server",
        mutual.address(),
        "--tls",
        "--tls-ca-cert-files",
        own.certificate());
    assertFails(
        "the server at "
            + mutual.address()
            + " does not take our certificate: is "
            + stranger.certificate(),
        "--server",
        mutual.address(),
        "--tls",
        "--tls-ca-cert-files",
        own.certificate(),
        "--tls-client-cert-file",
        stranger.certificate(),
        "--tls-client-key-file",
        stranger.key());
  }

  @Test
  void wrongProtocol_isNamed() throws IOException {
    assertFails(
        "the server at " + tls.address() + " ended the connection at once: if it wants TLS, add",
        "--server",
        tls.address());
    try (ServerSocket alerting = answering("\u0015\u0003\u0001\0\u0002\u0002F")) {
      String address = "localhost:" + alerting.getLocalPort();
      assertFails("the server at " + address + " speaks TLS: add --tls", "--server", address);
    }
    assertFails(
        "the server at tls://"
            + plain.address()
            + " does not speak TLS: leave out --tls and tls://",
        "--server",
        "tls://" + plain.address());
    try (ServerSocket http = answering("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")) {
      String address = "localhost:" + http.getLocalPort();
      assertFails(
          "the server at " + address + " speaks HTTP/1, not gRPC: is this its page's port?",
          "--server",
          address);
    }
    try (ServerSocket ssh = answering("SSH-2.0-OpenSSH_9.2\r\n")) {
      String address = "localhost:" + ssh.getLocalPort();
      assertFails("the server at " + address + " does not speak gRPC", "--server", address);
    }
  }

  @Test
  void connecting_hasAnEnd() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      String address = "localhost:" + silent.getLocalPort();
      assertFails(
          "no connection to " + address + " within 0.2 s: see --timeout",
          "--server",
          address,
          "--timeout",
          "200ms");
    }
  }

  @Test
  void hosts_thatNobodyKnowsAreNamed() {
    assertFails(
        "nobody knows the host no-such-host.invalid: see --server",
        "--server",
        "no-such-host.invalid:4245");
  }

  @Test
  void basicAuth_isSentWithTlsOnly() {
    assertWell(
        "--server",
        tls.address(),
        "--tls",
        "--tls-ca-cert-files",
        own.certificate(),
        "--basic-auth-username",
        "me",
        "--basic-auth-password",
        "s3cret");
    assertThat(tls.received("authorization")).isEqualTo("Basic bWU6czNjcmV0");
    assertFails(
        "--basic-auth-username needs TLS",
        "--server",
        plain.address(),
        "--basic-auth-username",
        "me",
        "--basic-auth-password",
        "s3cret");
  }

  @Test
  void halves_areRefused() {
    assertFails(
        "--basic-auth-username needs --basic-auth-password: give both or none",
        "--basic-auth-username",
        "me");
    assertFails(
        "--tls-client-key-file needs --tls-client-cert-file: give both or none",
        "--tls",
        "--tls-client-key-file",
        client.key());
    assertFails(
        "--tls-client-cert-file needs TLS: add --tls",
        "--tls-client-cert-file",
        client.certificate(),
        "--tls-client-key-file",
        client.key());
  }

  @Test
  void files_thatAreWrongAreNamedWithTheirFlag() throws IOException {
    Path nothing = folder.resolve("nothing.pem");
    assertFails(
        "--tls-ca-cert-files: cannot read " + nothing + ": there is no such file",
        "--tls",
        "--tls-ca-cert-files",
        nothing);
    assertFails(
        "--tls-ca-cert-files: " + own.key() + " has no certificate",
        "--tls",
        "--tls-ca-cert-files",
        own.key());
    Path broken =
        Files.writeString(
            folder.resolve("broken.pem"), TestCertificate.pem("CERTIFICATE", new byte[] {1, 2}));
    assertFails(
        "--tls-ca-cert-files: " + broken + " has a broken certificate",
        "--tls",
        "--tls-ca-cert-files",
        broken);
    assertFails(
        "--tls-client-key-file: " + client.certificate() + " has no private key",
        "--tls",
        "--tls-client-cert-file",
        client.certificate(),
        "--tls-client-key-file",
        client.certificate());
  }

  @Test
  void debug_saysWhatIsAsked() {
    TestTerminal terminal = new TestTerminal();
    assertThat(
            terminal.run(
                "status",
                "-D",
                "--server",
                "tls://" + tls.address(),
                "--tls-ca-cert-files",
                own.certificate().toString(),
                "--basic-auth-username",
                "me",
                "--basic-auth-password",
                "s3cret"))
        .isZero();
    assertThat(terminal.err())
        .contains("debug: server tls://" + tls.address() + " with TLS")
        .contains(
            "debug: request grpc.health.v1.Health/Check {service: \"hubble.server.Observer\"}")
        .contains("debug: observer.Observer/ServerStatus ends with OK")
        .doesNotContain("s3cret", "bWU6czNjcmV0");
  }

  private static ScriptedServer started(TestCertificate shown, @Nullable TestCertificate clients)
      throws IOException {
    ScriptedServer server = ScriptedServer.tls(new ScriptedServer.Tls(shown, clients));
    servers.add(server);
    return server;
  }

  /** Something else that listens: it says its line to everybody. */
  private static ServerSocket answering(String line) throws IOException {
    ServerSocket socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    Thread.ofVirtual()
        .start(() -> {
          try {
            while (true) {
              Socket peer = socket.accept();
              peer.getInputStream().read();
              peer.getOutputStream().write(line.getBytes(StandardCharsets.US_ASCII));
              peer.getOutputStream().flush();
            }
          } catch (IOException e) {
            // The test is over.
          }
        });
    return socket;
  }

  private static void assertWell(Object... arguments) {
    TestTerminal terminal = new TestTerminal();
    assertThat(terminal.run(status(arguments))).as(terminal.err()).isZero();
    assertThat(terminal.out()).startsWith("Healthcheck (via ");
    assertThat(terminal.err()).isEmpty();
  }

  private static void assertFails(String message, Object... arguments) {
    TestTerminal terminal = new TestTerminal();
    assertThat(terminal.run(status(arguments))).isEqualTo(1);
    assertThat(terminal.err()).startsWith("sextant: " + message);
    assertThat(terminal.err().lines()).hasSize(1);
    assertThat(terminal.out()).isEmpty();
  }

  private static String[] status(Object... arguments) {
    List<String> all = new ArrayList<>(List.of("status"));
    Arrays.stream(arguments).map(String::valueOf).forEach(all::add);
    return all.toArray(String[]::new);
  }
}
