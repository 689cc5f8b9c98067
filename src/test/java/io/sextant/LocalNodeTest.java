package io.sextant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sextant.agent.EndpointState;
import io.sextant.agent.EndpointStatus;
import io.sextant.control.ClusterState;
import io.sextant.control.LiveCluster;
import io.sextant.datapath.sys.BpfFileSystem;
import io.sextant.serve.http.GuardBook;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A folder of manifests becomes enforcement in the kernel, which outlives the process's part. */
@Tag("kernel")
class LocalNodeTest {
  private static final String SHOP =
      """
      apiVersion: sextant.io/v1
      kind: Endpoint
      metadata: {namespace: shop, name: cart, labels: {app: cart}}
      spec: {device: sxt-cart, addresses: [10.77.0.2]}
      ---
      apiVersion: sextant.io/v1
      kind: Endpoint
      metadata: {namespace: shop, name: web, labels: {app: web}}
      spec: {device: sxt-web, addresses: [10.77.0.3]}
      """;
  private static final String POLICY =
      """
      apiVersion: networking.k8s.io/v1
      kind: NetworkPolicy
      metadata: {namespace: shop, name: only-web}
      spec:
        podSelector: {matchLabels: {app: cart}}
        ingress:
          - from: [{podSelector: {matchLabels: {app: web}}}]
            ports: [{port: 8080}]
      """;

  @TempDir private Path folder;
  private final String namespace = "sxt-node-" + ProcessHandle.current().pid();
  private Path bpf;
  private Path manifests;

  private final LiveCluster cluster = new LiveCluster(ClusterState.EMPTY);

  @BeforeEach
  void makeNode() throws IOException {
    bpf = Files.createDirectory(folder.resolve("bpf"));
    manifests = Files.createDirectory(folder.resolve("manifests"));
    BpfFileSystem.mount(bpf);
    ip("netns", "add", namespace);
    for (String name : List.of("cart", "web")) {
      ip("-n", namespace, "link", "add", "sxt-" + name, "type", "veth", "peer", "name", "p" + name);
    }
  }

  @AfterEach
  void removeNode() throws IOException {
    LocalNode.cleanUp(settings());
    ip("netns", "delete", namespace);
    BpfFileSystem.unmount(bpf);
  }

  @Test
  void manifests_becomeEnforcement_changeIsFollowed_andOutlivesTheProcess() throws Exception {
    write("shop.yaml", SHOP);
    NodeBooks books = new NodeBooks(cluster);
    int identity;
    try (LocalNode node = open()) {
      books.isOf(node);
      node.begin();
      await(() -> ready(node) == 2);
      node.control().settle();
      assertThat(books.trace("shop/web", "shop/cart", "9090/tcp").allowed()).isTrue();
      assertThat(books.endpoints())
          .noneMatch(GuardBook.EndpointRow::enforcesIngress)
          .allMatch(row -> row.error() == null);

      write("policy.yaml", POLICY);
      await(() -> books.endpoints().stream().anyMatch(GuardBook.EndpointRow::enforcesIngress));
      await(() -> books.policies().realised() == books.policies().revision());
      assertThat(books.trace("shop/web", "shop/cart", "8080/tcp").allowed()).isTrue();
      assertThat(books.trace("shop/web", "shop/cart", "9090/tcp").allowed()).isFalse();
      assertThat(books.compare().equal()).isTrue();
      assertWrong(books, "shop/wb", "shop/cart", "80/tcp", "from: expected a known pod as");
      assertWrong(books, "shop/web", "shop/crt", "80/tcp", "to: expected a known pod as");
      assertWrong(books, "shop/web", "shop/cart", "80", "port: expected a number and a protocol");

      write("policy.yaml", POLICY.replace("ports:", "prots:"));
      await(() -> !books.policies().errors().isEmpty());
      assertThat(books.policies().errors().getFirst().problem()).contains("prots");
      assertThat(books.policies().policies()).hasSize(1);
      assertThat(books.trace("shop/web", "shop/cart", "9090/tcp").allowed()).isFalse();
      identity = node.agent().status().endpoints().getFirst().identity();
      write("policy.yaml", POLICY);
    }
    try (LocalNode again = open()) {
      assertThat(again.agent().status().endpoints())
          .hasSize(2)
          .allMatch(endpoint -> endpoint.state() == EndpointState.RESTORING);
      books.isOf(again);
      again.begin();
      await(() -> ready(again) == 2);
      assertThat(again.agent().status().endpoints())
          .extracting(EndpointStatus::identity)
          .contains(identity);
      assertThat(books.compare().equal()).isTrue();
    }
    assertThat(LocalNode.cleanUp(settings())).isTrue();
    assertThat(LocalNode.cleanUp(settings())).isFalse();
  }

  @Test
  void folderThatIsNone_isNamed() throws Exception {
    Settings wrong =
        Server.settings(settings("sextant.policies.folder", folder.resolve("none")), Map.of());
    try (LocalNode node = LocalNode.open(wrong, cluster, _ -> {}, UnaryOperator.identity())) {
      assertThatThrownBy(node::begin)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("sextant.policies.folder")
          .hasMessageContaining("none");
    }
  }

  @Test
  void stateFolder_isOneProcessesAlone() throws Exception {
    Map<String, Object> others = new HashMap<>(settings("sextant.policies.folder", manifests));
    others.put("sextant.datapath.pins", bpf.resolve("others"));
    Settings second = Server.settings(others, Map.of());
    try (LocalNode _ = open()) {
      assertThatThrownBy(() -> LocalNode.open(second, cluster, _ -> {}, UnaryOperator.identity()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("state folder " + folder.resolve("state") + " is used")
          .hasMessageContaining("sextant.datapath.state")
          .hasMessageNotContaining("\n");
      assertThat(bpf.resolve("others")).as("nothing was begun").doesNotExist();
    }
    open().close();
  }

  @Test
  void stateFolderThatCannotBe_isNamed() throws Exception {
    Map<String, Object> wrong = new HashMap<>(settings("sextant.policies.folder", manifests));
    wrong.put("sextant.datapath.state", Files.createFile(folder.resolve("file")));
    Settings settings = Server.settings(wrong, Map.of());
    assertThatThrownBy(() -> LocalNode.open(settings, cluster, _ -> {}, UnaryOperator.identity()))
        .hasMessageContaining("sextant.datapath.state is " + folder.resolve("file"));
  }

  private static void assertWrong(
      NodeBooks books, String from, String to, String port, String problem) {
    assertThatThrownBy(() -> books.trace(from, to, port))
        .isInstanceOf(GuardBook.WrongPart.class)
        .hasMessageContaining(problem);
  }

  private LocalNode open() throws IOException {
    return LocalNode.open(settings(), cluster, _ -> {}, UnaryOperator.identity());
  }

  private static long ready(LocalNode node) {
    return node.agent().status().endpoints().stream()
        .filter(endpoint -> endpoint.state() == EndpointState.READY)
        .count();
  }

  private void write(String name, String text) throws IOException {
    Path unfinished = folder.resolve(name);
    Files.writeString(unfinished, text);
    Files.move(
        unfinished,
        manifests.resolve(name),
        java.nio.file.StandardCopyOption.ATOMIC_MOVE,
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
  }

  private Settings settings() throws IOException {
    return Server.settings(settings("sextant.policies.folder", manifests), Map.of());
  }

  private Map<String, Object> settings(String key, Object value) {
    return Map.of(
        key,
        value,
        "sextant.node",
        "quay",
        "sextant.datapath.pins",
        bpf.resolve("pins"),
        "sextant.datapath.state",
        folder.resolve("state"),
        "sextant.datapath.namespace",
        namespace,
        "sextant.datapath.addresses",
        "10.77.0.1");
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    Instant end = Instant.now().plus(Duration.ofSeconds(60));
    while (!condition.getAsBoolean()) {
      assertThat(Instant.now()).isBefore(end);
      Thread.sleep(20);
    }
  }

  private static void ip(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("ip"));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      assertThat(process.waitFor()).as(said).isZero();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }
}
