package io.sextant;

import static io.sextant.TestNode.await;
import static io.sextant.datapath.sys.IpCommand.ip;
import static io.sextant.decode.TestDns.A;
import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.sextant.control.ClusterState;
import io.sextant.control.LiveCluster;
import io.sextant.datapath.sys.NetworkNamespace;
import io.sextant.decode.TestDns;
import io.sextant.enrich.Arrival;
import io.sextant.enrich.EventParser;
import io.sextant.enrich.FlowIds;
import io.sextant.enrich.ParserOptions;
import io.sextant.flow.Event;
import io.sextant.flow.Flow;
import io.sextant.flow.TestFlows;
import io.sextant.metrics.FlowMetrics;
import io.sextant.serve.http.GuardBook;
import io.sextant.servicemap.MapLimits;
import io.sextant.servicemap.ServiceMap;
import io.sextant.store.Answer;
import io.sextant.store.MemoryRing;
import io.sextant.store.Query;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A pod may reach what a name that its policy allows leads to, when and as long as DNS says so. */
@Tag("kernel")
class LocalNodeNamesTest {
  private static final String MANIFESTS =
      """
      apiVersion: sextant.io/v1
      kind: Endpoint
      metadata: {namespace: shop, name: cart, labels: {app: cart}}
      spec: {device: sxt-cart, addresses: [10.77.0.2]}
      ---
      apiVersion: cilium.io/v2
      kind: CiliumNetworkPolicy
      metadata: {namespace: shop, name: names}
      spec:
        endpointSelector: {matchLabels: {app: cart}}
        egress:
          - toCIDR: [10.88.0.53/32]
            toPorts: [{ports: [{port: "53", protocol: UDP}]}]
          - toFQDNs: [{matchName: api.outside.example}]
            toPorts: [{ports: [{port: "8080", protocol: TCP}]}]
      """;
  private static final String DNS = "10.88.0.53";
  private static final String CART = "10.77.0.2";
  private static final String API = "10.88.0.3";
  private static final String OTHER = "10.88.0.4";
  private static final int PORT = 8080;
  private static final int BRIEF_MILLIS = 30;
  private static final int PATIENT_MILLIS = 500;
  private static final int TTL_SECONDS = 3;

  @TempDir private Path folder;
  private final String suffix = "-" + ProcessHandle.current().pid();
  private final String pod = "sxt-pod" + suffix;
  private final String outside = "sxt-out" + suffix;
  private final LiveCluster cluster = new LiveCluster(ClusterState.EMPTY);
  private final MemoryRing ring = new MemoryRing(8191, TestFlows.NODE, InstantSource.system());
  private final List<AutoCloseable> opened = new ArrayList<>();
  private TestNode router;

  @BeforeEach
  void makeNetwork() throws IOException {
    router = new TestNode(folder, "sxt-rt");
    for (String name : List.of(pod, outside)) {
      ip("netns", "add", name);
    }
    connect("sxt-cart", "10.77.0", pod, CART);
    connect("sxt-out", "10.88.0", outside, DNS, API, OTHER);
    router.write("shop.yaml", MANIFESTS);
    listen(API);
    listen(OTHER);
    try (NetworkNamespace inside = NetworkNamespace.open(router.namespace)) {
      inside.run(() -> Files.writeString(Path.of("/proc/sys/net/ipv4/ip_forward"), "1"));
    }
  }

  @AfterEach
  void removeNetwork() throws Exception {
    for (AutoCloseable each : opened.reversed()) {
      each.close();
    }
    router.close();
    for (String name : List.of(pod, outside)) {
      ip("netns", "delete", name);
    }
  }

  @Test
  void answerOpensItsAddresses_othersStayClosed_andTimeClosesThemAgain() throws Exception {
    DatagramSocket server = datagrams(outside, DNS, 53);
    try (Guarded guarded = guard("0s")) {
      LocalNode node = guarded.node();
      assertThat(reaches(API)).as("nobody has asked yet").isFalse();

      Instant answered = resolve(server, "api.outside.example", API);
      assertThat(untilReached(answered)).isLessThan(Duration.ofSeconds(1));
      assertThat(reaches(OTHER)).isFalse();

      resolve(server, "other.outside.example", OTHER);
      push(server, "api.outside.example", OTHER);
      await(() -> node.answers().count(DnsAnswers.Outcome.LEARNT) == 2);
      node.control().settle();
      assertThat(reaches(OTHER)).as("another name's, and one that was not asked for").isFalse();
      await(() -> namesOf(API).contains("api.outside.example"));

      await(() -> !reaches(API));
      assertThat(Duration.between(answered, Instant.now()))
          .isGreaterThanOrEqualTo(Duration.ofSeconds(TTL_SECONDS));
      answered = resolve(server, "api.outside.example", API);
      assertThat(untilReached(answered)).isLessThan(Duration.ofSeconds(1));
    }
  }

  @Test
  void restart_whatAnswersOpenedStaysOpen() throws Exception {
    DatagramSocket server = datagrams(outside, DNS, 53);
    try (Guarded _ = guard("60s")) {
      Instant answered = resolve(server, "api.outside.example", API);
      assertThat(untilReached(answered)).isLessThan(Duration.ofSeconds(1));
    }
    assertThat(reaches(API)).as("without the process").isTrue();
    try (Guarded again = guard("60s")) {
      again.node().control().settle();
      assertThat(reaches(API)).isTrue();
      assertThat(reaches(OTHER)).isFalse();
    }
  }

  /** A node, and the pipeline that reads its events; closing again does nothing. */
  private record Guarded(LocalNode node, Thread pipeline) implements AutoCloseable {
    @Override
    public void close() throws IOException {
      pipeline.interrupt();
      try {
        pipeline.join();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
      node.close();
    }
  }

  private Guarded guard(String shortest) throws Exception {
    NodeBooks books = new NodeBooks(cluster);
    Settings settings = router.settings(Map.of("sextant.policies.dns-shortest", shortest));
    LocalNode node = LocalNode.open(settings, cluster, _ -> {}, UnaryOperator.identity());
    Guarded guarded = new Guarded(node, follow(node));
    opened.add(guarded);
    books.isOf(node);
    node.begin(() -> {});
    await(() -> books.endpoints().stream().anyMatch(GuardBook.EndpointRow::enforcesEgress));
    await(() -> books.policies().realised() == books.policies().revision());
    return guarded;
  }

  private Duration untilReached(Instant answered) throws InterruptedException {
    await(() -> reaches(API, BRIEF_MILLIS));
    Duration took = Duration.between(answered, Instant.now());
    System.out.println("names: " + took.toMillis() + " ms from an answer to a connection");
    return took;
  }

  private Thread follow(LocalNode node) {
    Pipeline pipeline =
        new Pipeline(
            new EventParser(cluster, ParserOptions.DEFAULTS),
            new Arrival(TestFlows.NODE, FlowIds.unique()),
            TestFlows.NODE,
            ring,
            new ServiceMap(MapLimits.DEFAULT, InstantSource.system()),
            new FlowMetrics(new PrometheusRegistry()),
            BootClock.system());
    pipeline.giveAnswersTo(node.answers());
    return Thread.ofPlatform()
        .name("pipeline")
        .start(() -> {
          try {
            Feed.of(node.rings()).run(pipeline, pipeline::batchDone);
          } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
          }
        });
  }

  /** The pod asks, the server answers over an alias; when the pod had the answer. */
  private Instant resolve(DatagramSocket server, String name, String address) throws IOException {
    try (DatagramSocket client = datagrams(pod, CART, 0)) {
      byte[] question = TestDns.answerTo(name, A).withFlags(0x0100).bytes();
      client.send(new DatagramPacket(question, question.length, InetAddress.ofLiteral(DNS), 53));
      DatagramPacket asked = receive(server);
      send(server, asked.getAddress(), asked.getPort(), name, address);
      receive(client);
      return Instant.now();
    }
  }

  /** The server sends an answer to a port that asked nothing. */
  private void push(DatagramSocket server, String name, String address) throws IOException {
    try (DatagramSocket client = datagrams(pod, CART, 0)) {
      send(server, InetAddress.ofLiteral(CART), client.getLocalPort(), name, address);
      receive(client);
    }
  }

  private static void send(
      DatagramSocket server, InetAddress to, int port, String name, String address)
      throws IOException {
    byte[] answer =
        TestDns.answerTo(name, A)
            .alias(name, 60, "edge.cdn.example")
            .address("edge.cdn.example", TTL_SECONDS, address)
            .bytes();
    server.send(new DatagramPacket(answer, answer.length, to, port));
  }

  private static DatagramPacket receive(DatagramSocket socket) throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[512], 512);
    socket.setSoTimeout(10_000);
    socket.receive(packet);
    return packet;
  }

  private static DatagramSocket datagrams(String namespace, String address, int port)
      throws IOException {
    try (NetworkNamespace inside = NetworkNamespace.open(namespace)) {
      return inside.call(() -> new DatagramSocket(new InetSocketAddress(address, port)));
    }
  }

  private void listen(String address) throws IOException {
    try (NetworkNamespace inside = NetworkNamespace.open(outside)) {
      opened.add(inside.call(() -> new ServerSocket(PORT, 1_000, InetAddress.ofLiteral(address))));
    }
  }

  private boolean reaches(String address) {
    return reaches(address, PATIENT_MILLIS);
  }

  private boolean reaches(String address, int millis) {
    try (NetworkNamespace inside = NetworkNamespace.open(pod);
        Socket socket = inside.call(() -> connected(address, millis))) {
      return socket.isConnected();
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Socket connected(String address, int millis) throws IOException {
    Socket socket = new Socket();
    try {
      socket.connect(new InetSocketAddress(address, PORT), millis);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /** What flows to an address call it. */
  private List<String> namesOf(String address) {
    List<String> names = new ArrayList<>();
    try (Answer answer = ring.query(Query.all(_ -> true))) {
      for (Event event = answer.next(); event != null; event = answer.next()) {
        if (event instanceof Flow flow
            && flow.destinationAddress() != null
            && flow.destinationAddress().toString().equals(address)) {
          names.addAll(flow.destinationNames());
        }
      }
    }
    return names;
  }

  /** A device of the router, with the first address of a range, and who is behind it. */
  private void connect(String device, String range, String peer, String... addresses)
      throws IOException {
    String here = router.namespace;
    ip("-n", here, "link", "add", device, "type", "veth", "peer", "name", "eth0", "netns", peer);
    ip("-n", here, "address", "add", range + ".1/24", "dev", device);
    ip("-n", here, "link", "set", device, "up");
    for (String address : addresses) {
      ip("-n", peer, "address", "add", address + "/24", "dev", "eth0");
    }
    ip("-n", peer, "link", "set", "eth0", "up");
    ip("-n", peer, "route", "add", "default", "via", range + ".1");
  }
}
