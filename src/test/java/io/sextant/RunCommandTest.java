package io.sextant;

import static io.sextant.datapath.sys.IpCommand.ip;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sextant.datapath.sys.BpfFileSystem;
import io.sextant.datapath.sys.NetworkNamespace;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code sextant run} as people run it: a process, a folder of manifests, pods that a container
 * runtime brings, real connections. Processes die; enforcement does not.
 */
@Tag("kernel")
@Timeout(400)
class RunCommandTest {
  private static final int OPEN = 8080;
  private static final int CLOSED = 9090;
  private static final int PATIENCE_MILLIS = 1_500;
  private static final String NETWORK =
      "{\"cniVersion\":\"1.1.0\",\"name\":\"pods\",\"type\":\"sextant-cni\"}";
  private static final String SHOP =
      """
      apiVersion: v1
      kind: Pod
      metadata: {namespace: shop, name: web, labels: {app: web}}
      spec: {nodeName: quay}
      ---
      apiVersion: v1
      kind: Pod
      metadata: {namespace: shop, name: cart, labels: {app: cart}}
      spec: {nodeName: quay}
      ---
      apiVersion: cilium.io/v2
      kind: CiliumNetworkPolicy
      metadata: {namespace: shop, name: cart}
      spec:
        endpointSelector: {matchLabels: {app: cart}}
        log: {value: orders only}
        ingress:
          - fromEndpoints: [{matchLabels: {app: web}}]
            toPorts: [{ports: [{port: "8080", protocol: TCP}]}]
        ingressDeny:
          - fromEndpoints: [{}]
            toPorts: [{ports: [{port: "9090", protocol: TCP}]}]
      """;

  private static final String OTHER =
      """
      apiVersion: networking.k8s.io/v1
      kind: NetworkPolicy
      metadata: {namespace: shop, name: other}
      spec:
        podSelector: {matchLabels: {app: web}}
        ingress: [{}]
      """;

  @TempDir private Path folder;
  private final String prefix = "sxt-run-" + ProcessHandle.current().pid();
  private final List<String> namespaces = new ArrayList<>();
  private final List<AutoCloseable> sockets = new ArrayList<>();
  private Path bpf;
  private Path config;
  private String cart = "";

  @BeforeEach
  void makeNode() throws Exception {
    bpf = Files.createDirectory(folder.resolve("bpf"));
    BpfFileSystem.mount(bpf);
    for (String name : List.of("node", "web", "cart")) {
      ip("netns", "add", namespace(name));
      namespaces.add(namespace(name));
      ip("-n", namespace(name), "link", "set", "lo", "up");
    }
    ip("-n", namespace("node"), "address", "add", "192.0.2.1/32", "dev", "lo");
    Path manifests = Files.createDirectory(folder.resolve("manifests"));
    Files.writeString(manifests.resolve("shop.yaml"), SHOP);
    config =
        Files.writeString(
            folder.resolve("sextant.yaml"),
            """
            sextant:
              node: quay
              policies: {folder: %s}
              datapath:
                pins: %s
                state: %s
                namespace: %s
                addresses: [192.0.2.1]
              cni: {ranges: [10.42.0.0/30], socket: %s}
              grpc: {socket: %s}
            """
                .formatted(
                    manifests,
                    bpf.resolve("pins"),
                    folder.resolve("state"),
                    namespace("node"),
                    folder.resolve("cni.sock"),
                    folder.resolve("observer.sock")));
  }

  @AfterEach
  void removeNode() throws Exception {
    for (AutoCloseable socket : sockets) {
      socket.close();
    }
    say(0, "run", "--cleanup", "--config", config.toString());
    for (String each : namespaces) {
      ip("netns", "delete", each);
    }
    BpfFileSystem.unmount(bpf);
  }

  @Test
  void whatIsEnforced_isShownAndExplained_andOutlivesTheProcess() throws Exception {
    SocketChannel kept;
    SocketChannel accepted;
    JsonNode endpoints;
    try (Node node = Node.start(this, "all", "Page")) {
      assertThat(node.page().statusCode()).isEqualTo(200);
      add("web");
      cart = add("cart");
      ServerSocketChannel open = listen(OPEN);
      var _ = listen(CLOSED);
      kept = connect(OPEN);
      accepted = open.accept();
      sockets.add(accepted);
      talk(kept, accepted, "before");
      assertJudged();
      assertShown(node);
      endpoints = JsonMapper.shared().readTree(node.list("endpoints"));
      assertThat(endpoints).hasSize(2).allMatch(each -> text(each, "state").equals("ready"));
      node.process.kill();
      talk(kept, accepted, "while nobody looks");
      assertJudged();
    }
    try (Node again = Node.start(this, "agent", "REST")) {
      assertThat(again.page().statusCode()).isEqualTo(404);
      assertThat(again.page().body()).contains("run --role server");
      talk(kept, accepted, "afterwards");
      assertJudged();
      assertThat(identities(again.list("endpoints"))).isEqualTo(identities(endpoints.toString()));
      assertShown(again);
      again.ask(0, "status", "--reconcile");
      assertThat(again.process.terminate()).isEqualTo(128 + 15);
      assertThat(again.process.said()).contains("what is enforced stays in force");
      talk(kept, accepted, "after its end");
      assertJudged();
    }
    assertThat(say(0, "run", "--cleanup", "--config", config.toString()))
        .contains("Nothing is enforced any more.");
    assertThat(connect(CLOSED).isConnected()).as("nobody judges").isTrue();
    assertThat(Files.exists(bpf.resolve("pins"))).isFalse();
    assertThat(say(0, "run", "--cleanup", "--config", config.toString()))
        .contains("Nothing was there.");
  }

  /** The next process finds one policy less than the last one knew, and one as it was. */
  @Test
  void policyThatIsGoneAtTheNextStart_holdsNoMore() throws Exception {
    Path other = folder.resolve("manifests/other.yaml");
    Files.writeString(other, OTHER);
    Files.writeString(
        config,
        Files.readString(config)
            + "  history: {folder: %s}\n".formatted(folder.resolve("history")));
    List<JsonNode> before;
    try (Node node = Node.start(this, "all", "Page")) {
      before = node.policiesNow(2);
      assertThat(node.process.terminate()).isEqualTo(128 + 15);
    }
    Files.delete(other);
    try (Node again = Node.start(this, "agent", "REST")) {
      assertThat(again.policiesNow(1))
          .singleElement()
          .isEqualTo(before.getFirst())
          .satisfies(kept -> assertThat(text(kept, "key")).endsWith("/cart"));
    }
  }

  /** DEL comes twice, as from a runtime that does not know how far the first one came. */
  @Test
  void podThatIsDeleted_leavesNothing_andMayComeAgain() throws Exception {
    try (Node node = Node.start(this, "agent", "REST")) {
      add("web");
      cart = add("cart");
      KernelHas both = KernelHas.under(bpf.resolve("pins"));
      assertThat(devices("node")).hasSize(2);
      for (int call = 0; call < 2; call++) {
        runtime().delete("cart", namespace("cart"));
        assertThat(devices("node")).hasSize(1);
        assertThat(devices("cart")).isEmpty();
        assertThat(identities(node.list("endpoints"))).singleElement().asString().contains("web");
        assertThat(KernelHas.under(bpf.resolve("pins"))).isEqualTo(both.lessOnePod());
        node.ask(0, "status", "--reconcile");
      }
      assertThat(add("cart")).as("the pool has two addresses").isEqualTo(cart);
      assertThat(KernelHas.under(bpf.resolve("pins"))).isEqualTo(both);
      var _ = listen(OPEN);
      var _ = listen(CLOSED);
      assertJudged();
    }
  }

  /** A running node and where it is asked. */
  private record Node(RunCommandTest test, SextantProcess process, String http, String grpc)
      implements AutoCloseable {
    /**
     * @param served what it says that it serves
     */
    static Node start(RunCommandTest test, String role, String served) throws Exception {
      SextantProcess process =
          SextantProcess.start(
              test.folder,
              "run",
              "--role=" + role,
              "--config=" + test.config,
              "--http-port=0",
              "--grpc-port=0",
              "--metrics-port=0");
      try {
        String http = process.await(Pattern.compile(served + " +http://(localhost:[0-9]+)"));
        String grpc = process.await(Pattern.compile("--server (localhost:[0-9]+)"));
        return new Node(test, process, http, grpc);
      } catch (Exception | AssertionError e) {
        process.close();
        throw e;
      }
    }

    HttpResponse<String> page() throws Exception {
      return get("/");
    }

    private HttpResponse<String> get(String path) throws Exception {
      try (HttpClient client = HttpClient.newHttpClient()) {
        return client.send(
            HttpRequest.newBuilder(URI.create("http://" + http + path)).build(),
            HttpResponse.BodyHandlers.ofString());
      }
    }

    /** Policies that hold, as soon as they are so many. */
    List<JsonNode> policiesNow(int count) throws Exception {
      List<JsonNode> found = List.of();
      Instant end = Instant.now().plusSeconds(20);
      while (found.size() != count) {
        assertThat(Instant.now()).as("%s", found).isBefore(end);
        found =
            JsonMapper.shared()
                .readTree(get("/api/v1/names?kind=policy").body())
                .path("names")
                .valueStream()
                .toList();
      }
      return found;
    }

    String ask(int code, String... command) throws Exception {
      List<String> all = new ArrayList<>(List.of(command));
      all.add("--server-http=" + http);
      return test.say(code, all.toArray(String[]::new));
    }

    String list(String what) throws Exception {
      return ask(0, "list", what, "-o", "json");
    }

    String trace(int code, int port) throws Exception {
      return ask(
          code, "policy", "trace", "--from=shop/web", "--to=shop/cart", "--port=" + port + "/tcp");
    }

    /** Verdicts on new connections to a port of the cart, oldest first. */
    List<JsonNode> verdicts(int port) throws Exception {
      String lines =
          test.say(
              0,
              "observe",
              "--server=" + grpc,
              "--type=policy-verdict",
              "--from-pod=shop/web",
              "--to-port=" + port,
              "--last=100",
              "--output=jsonpb");
      return lines
          .lines()
          .filter(line -> line.startsWith("{"))
          .map(line -> JsonMapper.shared().readTree(line).path("flow"))
          .filter(flow -> text(flow, "traffic_direction").equals("INGRESS"))
          .toList();
    }

    @Override
    public void close() {
      process.close();
    }
  }

  private void assertJudged() throws Exception {
    assertThat(connect(OPEN).isConnected()).isTrue();
    assertThatThrownBy(() -> connect(CLOSED)).isInstanceOf(SocketTimeoutException.class);
  }

  /** Both verdicts with the policy's name, traced and explained alike. */
  private static void assertShown(Node node) throws Exception {
    JsonNode allowed = node.verdicts(OPEN).getLast();
    assertThat(text(allowed, "verdict")).isEqualTo("FORWARDED");
    assertThat(text(allowed.path("ingress_allowed_by").path(0), "name")).isEqualTo("cart");
    JsonNode denied = node.verdicts(CLOSED).getLast();
    assertThat(text(denied, "verdict")).isEqualTo("DROPPED");
    assertThat(text(denied.path("ingress_denied_by").path(0), "name")).isEqualTo("cart");

    assertThat(List.of(allowed, denied))
        .allMatch(flow -> flow.path("policy_log").toString().equals("[\"orders only\"]"));

    assertThat(node.trace(0, OPEN)).contains("allowed by CiliumNetworkPolicy shop/cart ingress[0]");
    assertThat(node.trace(1, CLOSED))
        .contains("denied by CiliumNetworkPolicy shop/cart ingressDeny[0]");
    assertThat(node.ask(0, "policy", "explain", text(denied, "uuid")))
        .startsWith("shop/web -> shop/cart 9090/tcp: DROPPED at ingress")
        .contains("  denied by CiliumNetworkPolicy shop/cart ingressDeny[0]\n")
        .contains(": DENIED\n", "denied by CiliumNetworkPolicy shop/cart ingressDeny[0]");
    assertThat(node.ask(0, "policy", "explain", "shop/cart"))
        .contains("judges pods with", "ingress[0] allows TCP port 8080 from")
        .endsWith("here about shop/cart\n");
  }

  private String add(String pod) throws Exception {
    return runtime().add(pod, namespace(pod));
  }

  private ContainerRuntime runtime() {
    return new ContainerRuntime(folder, folder.resolve("cni.sock"), NETWORK);
  }

  /** Devices of pods, as lines. */
  private List<String> devices(String namespace) throws Exception {
    return ip("-n", namespace(namespace), "-o", "link", "show", "type", "veth");
  }

  private ServerSocketChannel listen(int port) throws IOException {
    try (NetworkNamespace pod = NetworkNamespace.open(namespace("cart"))) {
      ServerSocketChannel server = pod.call(ServerSocketChannel::open);
      sockets.add(server);
      server.bind(new InetSocketAddress(InetAddress.ofLiteral(cart), port));
      return server;
    }
  }

  private SocketChannel connect(int port) throws IOException {
    try (NetworkNamespace pod = NetworkNamespace.open(namespace("web"))) {
      SocketChannel client = pod.call(SocketChannel::open);
      sockets.add(client);
      client
          .socket()
          .connect(new InetSocketAddress(InetAddress.ofLiteral(cart), port), PATIENCE_MILLIS);
      return client;
    }
  }

  private static void talk(SocketChannel from, SocketChannel to, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    from.write(ByteBuffer.wrap(bytes));
    assertThat(
            new String(
                to.socket().getInputStream().readNBytes(bytes.length), StandardCharsets.UTF_8))
        .isEqualTo(text);
  }

  private static List<String> identities(String endpoints) {
    return JsonMapper.shared()
        .readTree(endpoints)
        .valueStream()
        .map(each -> text(each, "pod") + " " + text(each, "id") + " " + text(each, "identity"))
        .sorted()
        .toList();
  }

  private String say(int code, String... command) throws Exception {
    try (SextantProcess process = SextantProcess.start(folder, command)) {
      assertThat(process.end()).as("%s: %s", List.of(command), process.said()).isEqualTo(code);
      return process.said();
    }
  }

  private static String text(JsonNode node, String field) {
    return node.path(field).asString();
  }

  private String namespace(String name) {
    return prefix + "-" + name;
  }
}
