package io.sextant;

import static io.sextant.TestNode.await;
import static io.sextant.datapath.sys.IpCommand.ip;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sextant.agent.EndpointState;
import io.sextant.agent.EndpointStatus;
import io.sextant.control.ClusterState;
import io.sextant.control.LiveCluster;
import io.sextant.serve.http.GuardBook;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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
  private TestNode host;

  private final LiveCluster cluster = new LiveCluster(ClusterState.EMPTY);

  @BeforeEach
  void makeNode() throws IOException {
    host = new TestNode(folder, "sxt-node");
    String here = host.namespace;
    for (String name : List.of("cart", "web")) {
      ip("-n", here, "link", "add", "sxt-" + name, "type", "veth", "peer", "name", "p" + name);
    }
  }

  @AfterEach
  void removeNode() throws IOException {
    host.close();
  }

  @Test
  void manifests_becomeEnforcement_changeIsFollowed_andOutlivesTheProcess() throws Exception {
    host.write("shop.yaml", SHOP);
    NodeBooks books = new NodeBooks(cluster);
    int identity;
    try (LocalNode node = open()) {
      books.isOf(node);
      node.begin(() -> {});
      await(() -> ready(node) == 2);
      node.control().settle();
      assertThat(books.trace("shop/web", "shop/cart", "9090/tcp").allowed()).isTrue();
      assertThat(books.endpoints())
          .noneMatch(GuardBook.EndpointRow::enforcesIngress)
          .allMatch(row -> row.error() == null);

      host.write("policy.yaml", POLICY);
      await(() -> books.endpoints().stream().anyMatch(GuardBook.EndpointRow::enforcesIngress));
      await(() -> books.policies().realised() == books.policies().revision());
      assertThat(books.trace("shop/web", "shop/cart", "8080/tcp").allowed()).isTrue();
      assertThat(books.trace("shop/web", "shop/cart", "9090/tcp").allowed()).isFalse();
      assertThat(books.compare().equal()).isTrue();
      assertWrong(books, "shop/wb", "shop/cart", "80/tcp", "from: expected a known pod as");
      assertWrong(books, "shop/web", "shop/crt", "80/tcp", "to: expected a known pod as");
      assertWrong(books, "shop/web", "shop/cart", "80", "port: expected a number and a protocol");

      host.write("policy.yaml", POLICY.replace("ports:", "prots:"));
      await(() -> !books.policies().errors().isEmpty());
      assertThat(books.policies().errors().getFirst().problem()).contains("prots");
      assertThat(books.policies().policies()).hasSize(1);
      assertThat(books.trace("shop/web", "shop/cart", "9090/tcp").allowed()).isFalse();
      identity = node.agent().status().endpoints().getFirst().identity();
      host.write("policy.yaml", POLICY);
    }
    try (LocalNode again = open()) {
      assertThat(again.agent().status().endpoints())
          .hasSize(2)
          .allMatch(endpoint -> endpoint.state() == EndpointState.RESTORING);
      books.isOf(again);
      again.begin(() -> {});
      await(() -> ready(again) == 2);
      assertThat(again.agent().status().endpoints())
          .extracting(EndpointStatus::identity)
          .contains(identity);
      assertThat(books.compare().equal()).isTrue();
    }
    assertThat(LocalNode.cleanUp(host.settings())).isTrue();
    assertThat(LocalNode.cleanUp(host.settings())).isFalse();
  }

  @Test
  void folderThatIsNone_isNamed() throws Exception {
    Settings wrong = host.settings(Map.of("sextant.policies.folder", folder.resolve("none")));
    try (LocalNode node = LocalNode.open(wrong, cluster, _ -> {}, UnaryOperator.identity())) {
      assertThatThrownBy(() -> node.begin(() -> {}))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("sextant.policies.folder")
          .hasMessageContaining("none");
    }
  }

  @Test
  void stateFolder_isOneProcessesAlone() throws Exception {
    Settings second = host.settings(Map.of("sextant.datapath.pins", host.bpf.resolve("others")));
    try (LocalNode _ = open()) {
      assertThatThrownBy(() -> LocalNode.open(second, cluster, _ -> {}, UnaryOperator.identity()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("state folder " + folder.resolve("state") + " is used")
          .hasMessageContaining("sextant.datapath.state")
          .hasMessageNotContaining("\n");
      assertThat(host.bpf.resolve("others")).as("nothing was begun").doesNotExist();
    }
    open().close();
  }

  @Test
  void stateFolderThatCannotBe_isNamed() throws Exception {
    Settings settings =
        host.settings(Map.of("sextant.datapath.state", Files.createFile(folder.resolve("file"))));
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
    return LocalNode.open(host.settings(), cluster, _ -> {}, UnaryOperator.identity());
  }

  private static long ready(LocalNode node) {
    return node.agent().status().endpoints().stream()
        .filter(endpoint -> endpoint.state() == EndpointState.READY)
        .count();
  }
}
