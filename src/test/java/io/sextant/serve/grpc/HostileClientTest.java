package io.sextant.serve.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Timestamp;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.sextant.flow.Flow;
import io.sextant.flow.FlowExtras;
import io.sextant.flow.L7;
import io.sextant.flow.Reply;
import io.sextant.flow.TestFlows;
import io.sextant.proto.flow.FlowFilter;
import io.sextant.proto.observer.GetFlowsRequest;
import io.sextant.proto.observer.GetFlowsResponse;
import io.sextant.proto.observer.ObserverGrpc;
import io.sextant.tls.TestAuthority;
import io.sextant.tls.TlsCredentials;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever comes in, the server answers the next one as if nothing had been. */
@Timeout(60)
class HostileClientTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final GrpcLimits IMPATIENT =
      new GrpcLimits(
          1_000,
          100,
          50,
          100,
          1_000,
          64 << 10,
          20,
          200,
          1 << 20,
          8 << 10,
          SECOND,
          SECOND,
          Duration.ofMinutes(1),
          SECOND);
  private static final byte[] PREFACE =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] EMPTY_SETTINGS = HexFormat.of().parseHex("000000040000000000");
  private static final byte[] SETTINGS_ACK = HexFormat.of().parseHex("000000040100000000");
  private static final byte[] PING = HexFormat.of().parseHex("0000080600000000000102030405060708");
  private static final int PING_TYPE = 6;
  private static final int GOAWAY_TYPE = 7;

  private final TestServer server = new TestServer(8191, IMPATIENT);
  private final ManagedChannel channel =
      NettyChannelBuilder.forAddress("127.0.0.1", server.port()).usePlaintext().build();

  @AfterEach
  void close() {
    channel.shutdownNow();
    server.close();
  }

  @Test
  void garbage_isClosed() throws IOException {
    Random random = new Random(42);
    for (int i = 0; i < 50; i++) {
      byte[] bytes = new byte[1 + random.nextInt(2_000)];
      random.nextBytes(bytes);
      assertClosed(server.port(), bytes);
    }
    assertServing();
  }

  @Test
  void garbageAfterTheGreeting_isClosed() throws IOException {
    Random random = new Random(43);
    for (int i = 0; i < 50; i++) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      bytes.writeBytes(PREFACE);
      bytes.writeBytes(EMPTY_SETTINGS);
      byte[] rest = new byte[9 + random.nextInt(2_000)];
      random.nextBytes(rest);
      bytes.writeBytes(rest);
      assertClosed(server.port(), bytes.toByteArray());
    }
    assertServing();
  }

  @Test
  void http1_isClosed() throws IOException {
    assertClosed(
        server.port(),
        "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    assertServing();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "505249202a20485454502f322e30", "160301"})
  void connectionThatNeverBegins_isClosed(String beginning) throws IOException {
    assertClosed(server.port(), HexFormat.of().parseHex(beginning));
    assertServing();
  }

  @Test
  void tlsHandshakeThatStops_isClosed(@TempDir Path directory) throws Exception {
    TestAuthority authority = new TestAuthority("lab");
    authority.write(directory, "localhost");
    try (TlsCredentials credentials =
            TlsCredentials.open(TestAuthority.files(directory, List.of()));
        ServerBuilders builders = new ServerBuilders(IMPATIENT, new Refused())) {
      Server secure =
          builders
              .port(
                  new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                  credentials.forServer())
              .addService(new HealthStatusManager().getHealthService())
              .build()
              .start();
      for (String beginning : List.of("", "160301", "16030100c8010000c40303", "474554202f")) {
        assertClosed(secure.getPort(), HexFormat.of().parseHex(beginning));
      }
      TlsCredentials client =
          TlsCredentials.open(TestAuthority.trusting(authority.writeAuthority(directory)));
      ManagedChannel overTls =
          NettyChannelBuilder.forAddress("localhost", secure.getPort(), client.forChannel())
              .build();
      assertThat(
              HealthGrpc.newBlockingStub(overTls)
                  .check(HealthCheckRequest.getDefaultInstance())
                  .getStatusValue())
          .isOne();
      overTls.shutdownNow();
      client.close();
      secure.shutdownNow();
    }
  }

  @Test
  void clientThatPingsEverySecond_isAnsweredAndKept() throws Exception {
    try (Socket socket = greeted()) {
      DataInputStream in = new DataInputStream(socket.getInputStream());
      int answered = 0;
      for (int i = 0; i < 4; i++) {
        Thread.sleep(1_050);
        socket.getOutputStream().write(PING);
        answered += readUntilPingAck(socket, in);
      }
      assertThat(answered).isEqualTo(4);
    }
  }

  @Test
  void clientThatIsDead_isNoticed() throws Exception {
    try (Socket socket = greeted()) {
      socket.setSoTimeout(20_000);
      long begin = System.nanoTime();
      while (socket.getInputStream().read() >= 0) {
        // Pings that it never answers.
      }
      // gRPC asks after ten seconds at the earliest.
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(15));
    }
    assertServing();
  }

  @Test
  void hugeTimes_areNoProblem() {
    fill(20);
    for (long seconds : new long[] {Long.MAX_VALUE, Long.MIN_VALUE, 1L << 40, -(1L << 40), 0}) {
      for (int nanos : new int[] {Integer.MAX_VALUE, Integer.MIN_VALUE, 0}) {
        Timestamp time = Timestamp.newBuilder().setSeconds(seconds).setNanos(nanos).build();
        boolean late = seconds > 1L << 39;
        assertThat(count(r -> r.setSince(time))).isEqualTo(late ? 0 : 20);
        assertThat(count(r -> r.setUntil(time))).isEqualTo(late ? 20 : 0);
        assertThat(count(r -> r.setSince(time).setUntil(time).setNumber(3))).isZero();
        if (!late) {
          assertThat(count(r -> r.setUntil(time).setFollow(true).setNumber(-1))).isZero();
        }
      }
    }
    assertThat(count(r -> r.setNumber(Long.MIN_VALUE))).isEqualTo(20);
  }

  @Test
  void expressionBombs_areRefusedAtOnce() {
    for (String bomb :
        List.of(
            "((a{1000}){1000}){1000}",
            "(a?){1000}".repeat(200),
            "(".repeat(4_000),
            "[".repeat(4_000),
            "a".repeat(5_000),
            "\\pL{1000}".repeat(100))) {
      assertFilterRefused(f -> f.addHttpUrl(bomb));
      assertFilterRefused(f -> f.addDnsQuery(bomb));
    }
  }

  @Test
  void expressionsThatAreAllowed_stayCheapOnEveryText() {
    fill(500);
    String url = "http://x/" + "a".repeat(2_000);
    server.append(httpFlow(url));
    for (String slow : List.of("(a|aa)+$", "(a*)*b", "(.*a){20}b", "(x+x+)+y", "(a?){500}a{500}")) {
      assertEndsSoon(f -> f.addHttpUrl(slow));
    }
  }

  @Test
  void celBombs_endSoon() {
    fill(500);
    String list = "[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20]";
    String nested = "true";
    for (int i = 0; i < 8; i++) {
      nested = "%s.all(x%d, %s)".formatted(list, i, nested);
    }
    for (String bomb :
        List.of(
            nested,
            "_flow.node_name.matches('((a{1000}){1000}){1000}')",
            "_flow.node_name.matches('((a{1000}' + '){1000}){1000}')",
            "(".repeat(4_000) + ")".repeat(4_000),
            "!".repeat(4_000) + "true",
            "_flow.Summary" + " + _flow.Summary".repeat(200) + " == ''")) {
      assertEndsSoon(
          f -> f.setExperimental(FlowFilter.Experimental.newBuilder().addCelExpression(bomb)));
    }
  }

  @Test
  void tenThousandFilters_andTenThousandPaths_areRefusedSoon() {
    assertRequestRefused(r -> {
      for (int i = 0; i < 10_000; i++) {
        r.addWhitelist(FlowFilter.newBuilder().addSourcePort("80"));
      }
    });
  }

  @Test
  void absurdPaths_areRefusedSoon() {
    for (String path :
        List.of("a".repeat(500_000), "IP.".repeat(10_000), ".".repeat(10_000), "", ".")) {
      assertRequestRefused(r -> r.getFieldMaskBuilder().addPaths(path));
    }
  }

  private void assertFilterRefused(Consumer<FlowFilter.Builder> fill) {
    assertRequestRefused(request -> fill.accept(request.addWhitelistBuilder()));
  }

  private void assertRequestRefused(Consumer<GetFlowsRequest.Builder> fill) {
    long begin = System.nanoTime();
    assertThatThrownBy(() -> count(fill))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e ->
                assertThat(e.getStatus().getCode())
                    .isIn(Status.Code.INVALID_ARGUMENT, Status.Code.RESOURCE_EXHAUSTED));
    assertSoon(begin);
  }

  /** With or without an error. */
  private void assertEndsSoon(Consumer<FlowFilter.Builder> fill) {
    long begin = System.nanoTime();
    try {
      count(request -> fill.accept(request.addWhitelistBuilder()));
    } catch (StatusRuntimeException e) {
      assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    }
    assertSoon(begin);
  }

  private void assertSoon(long begin) {
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(5));
    assertServing();
  }

  private int count(Consumer<GetFlowsRequest.Builder> fill) {
    GetFlowsRequest.Builder request = GetFlowsRequest.newBuilder();
    fill.accept(request);
    Iterator<GetFlowsResponse> flows =
        ObserverGrpc.newBlockingStub(channel)
            .withDeadlineAfter(20, TimeUnit.SECONDS)
            .getFlows(request.build());
    int count = 0;
    while (flows.hasNext()) {
      flows.next();
      count++;
    }
    return count;
  }

  private void fill(int flows) {
    for (int i = 0; i < flows; i++) {
      server.append(TestFlows.request());
    }
  }

  private static Flow httpFlow(String url) {
    L7.Http request = new L7.Http(0, "GET", url, "HTTP/1.1", List.of());
    return TestFlows.frontendToCatalog(0, Reply.NO)
        .extras(new FlowExtras(null, null, new L7(L7.Type.REQUEST, 0, request), null, "", 0, 0))
        .build();
  }

  private void assertServing() {
    assertThat(
            HealthGrpc.newBlockingStub(channel)
                .check(HealthCheckRequest.getDefaultInstance())
                .getStatusValue())
        .isOne();
  }

  /** Sends bytes and waits for the other side to end the connection. */
  private static void assertClosed(int port, byte[] bytes) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(bytes);
      while (socket.getInputStream().read() >= 0) {
        // What it says about it.
      }
    } catch (SocketException e) {
      assertThat(e).hasMessageMatching("Connection reset|Broken pipe");
    }
  }

  private Socket greeted() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
    socket.setSoTimeout(10_000);
    socket.getOutputStream().write(PREFACE);
    socket.getOutputStream().write(EMPTY_SETTINGS);
    socket.getOutputStream().write(SETTINGS_ACK);
    return socket;
  }

  /** Answers the other side's pings; gives 1 when its own was answered, 0 when that is over. */
  private static int readUntilPingAck(Socket socket, DataInputStream in) throws IOException {
    while (true) {
      byte[] head = in.readNBytes(9);
      int length = (head[0] & 0xff) << 16 | (head[1] & 0xff) << 8 | (head[2] & 0xff);
      byte[] body = in.readNBytes(length);
      if (head[3] == GOAWAY_TYPE) {
        return 0;
      }
      if (head[3] == PING_TYPE && head[4] == 1) {
        return 1;
      }
      if (head[3] == PING_TYPE) {
        head[4] = 1;
        socket.getOutputStream().write(head);
        socket.getOutputStream().write(body);
      }
    }
  }
}
