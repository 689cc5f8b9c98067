package io.sextant.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sextant.control.ClusterState;
import io.sextant.control.EndpointSpec;
import io.sextant.control.LiveCluster;
import io.sextant.control.LocalEndpoint;
import io.sextant.control.RuleEntry;
import io.sextant.datapath.AddressPrefix;
import io.sextant.datapath.Datapath;
import io.sextant.datapath.DatapathConfig;
import io.sextant.datapath.Endpoint;
import io.sextant.datapath.EndpointFlag;
import io.sextant.datapath.sys.BpfFileSystem;
import io.sextant.flow.AgentEvent;
import io.sextant.flow.Cidr;
import io.sextant.flow.IpAddress;
import io.sextant.flow.Workload;
import io.sextant.policy.LabelSelector;
import io.sextant.policy.Policy;
import io.sextant.policy.Policy.Rule;
import io.sextant.policy.Policy.Section;
import io.sextant.policy.PortRange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The agent on the real kernel: two devices in a namespace of the test's own, and no traffic. */
@Tag("kernel")
class NodeAgentTest {
  private static final String NAMESPACE = "sxo-agent-" + ProcessHandle.current().pid();
  private static final IpAddress NODE = IpAddress.parse("10.42.0.1");

  @TempDir private Path directory;

  private final LiveCluster cluster = new LiveCluster(ClusterState.EMPTY);
  private final List<AgentEvent> news = new CopyOnWriteArrayList<>();
  private final List<AutoCloseable> opened = new ArrayList<>();
  private Path bpf = Path.of("");

  @BeforeEach
  void mount() throws Exception {
    bpf = Files.createDirectory(directory.resolve("bpf"));
    BpfFileSystem.mount(bpf);
    opened.add(() -> BpfFileSystem.unmount(bpf));
    ip("netns", "add", NAMESPACE);
    opened.add(() -> ip("netns", "delete", NAMESPACE));
    ip("-n", NAMESPACE, "link", "add", "lxc1", "type", "veth", "peer", "name", "peer1");
    ip("-n", NAMESPACE, "link", "add", "lxc2", "type", "veth", "peer", "name", "peer2");
  }

  @AfterEach
  void unmount() throws Exception {
    for (AutoCloseable each : opened.reversed()) {
      each.close();
    }
  }

  @Test
  void add_twice_makesOneEndpoint() throws Exception {
    Datapath datapath = datapath();
    NodeAgent agent = agent(datapath);
    agent.add(List.of(pod("cart", 1)));
    agent.add(List.of(pod("cart", 1)));
    assertThat(datapath.endpoints().all()).hasSize(1);
    assertThat(datapath.attached()).hasSize(1);
    assertThat(datapath.addresses().all()).hasSize(2);
    assertThat(cluster.get().endpoints()).hasSize(1);
    assertThat(created()).containsExactly("cart-1");
  }

  @Test
  void remove_takesAllAway_andASecondTimeNothing() throws Exception {
    Datapath datapath = datapath();
    NodeAgent agent = agent(datapath);
    agent.setPolicies(List.of(onlyFrom("cart", "frontend")));
    agent.add(List.of(pod("cart", 1), pod("frontend", 2)));
    assertThat(agent.remove("shop", "cart-1")).isTrue();
    assertThat(agent.remove("shop", "cart-1")).isFalse();
    assertThat(datapath.endpoints().all()).hasSize(1);
    assertThat(datapath.attached()).hasSize(1);
    assertThat(datapath.addresses().all()).hasSize(2);
    assertThat(datapath.ruleSets().ids()).isEmpty();
    assertThat(cluster.get().endpoints()).hasSize(1);
  }

  @Test
  void add_deviceIsMissing_leavesNothingOfTheWholeCall() throws Exception {
    Datapath datapath = datapath();
    NodeAgent agent = agent(datapath);
    assertThatThrownBy(() -> agent.add(List.of(pod("cart", 1), pod("frontend", 3))))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("lxc3");
    assertThat(datapath.endpoints().all()).isEmpty();
    assertThat(datapath.attached()).isEmpty();
    assertThat(datapath.addresses().all()).hasSize(1);
    assertThat(cluster.get().endpoints()).isEmpty();
    agent.add(List.of(pod("cart", 1)));
    assertThat(datapath.endpoints().all()).hasSize(1);
  }

  @Test
  void setPolicies_flipsToNewRules_andOpensAgain() throws Exception {
    Datapath datapath = datapath();
    NodeAgent agent = agent(datapath);
    agent.add(List.of(pod("cart", 1), pod("frontend", 2)));
    assertThat(endpoint(datapath, "cart-1").flags()).isEmpty();
    int revision = agent.setPolicies(List.of(onlyFrom("cart", "frontend")));
    Endpoint closed = endpoint(datapath, "cart-1");
    assertThat(closed.flags()).containsExactly(EndpointFlag.ENFORCE_INGRESS);
    assertThat(closed.revision()).isEqualTo(revision);
    assertThat(datapath.ruleSets().ids()).containsExactly(closed.ruleSetId());
    assertThat(agent.setPolicies(List.of(onlyFrom("cart", "frontend")))).isEqualTo(revision);
    assertThat(agent.setPolicies(List.of())).isGreaterThan(revision);
    assertThat(endpoint(datapath, "cart-1").flags()).isEmpty();
    assertThat(datapath.ruleSets().ids()).isEmpty();
  }

  @Test
  void setPolicies_withRange_mapsItAndTakesItAway() throws Exception {
    Datapath datapath = datapath();
    NodeAgent agent = agent(datapath);
    Policy.Range range = Policy.Range.outside(Cidr.parse("198.51.100.0/24"));
    agent.setPolicies(List.of(policy("cart", Section.only(Rule.allow(range)))));
    assertThat(datapath.addresses().all().values()).contains(0x01000001);
    agent.setPolicies(List.of());
    assertThat(datapath.addresses().all()).hasSize(1);
  }

  @Test
  void setPolicies_addressMapIsFull_keepsTheRulesBefore() throws Exception {
    Datapath datapath = open(new DatapathConfig.Capacity(16, 4, 16, 64));
    opened.add(datapath::uninstall);
    NodeAgent agent = agent(datapath);
    agent.add(List.of(pod("cart", 1), pod("frontend", 2)));
    List<Policy> before = List.of(onlyFrom("cart", "frontend"));
    int revision = agent.setPolicies(before);
    Endpoint guarded = endpoint(datapath, "cart-1");
    var addresses = datapath.addresses().all();
    List<Policy> tooLarge = List.of(denying("frontend", "198.51.100.0/24", "203.0.113.0/24"));
    assertThatThrownBy(() -> agent.setPolicies(tooLarge)).isInstanceOf(IOException.class);
    assertThat(endpoint(datapath, "cart-1")).isEqualTo(guarded);
    assertThat(endpoint(datapath, "frontend-2").flags()).isEmpty();
    assertThat(datapath.addresses().all()).isEqualTo(addresses);
    assertThat(datapath.ruleSets().ids()).containsExactly(guarded.ruleSetId());
    assertThat(agent.setPolicies(before)).isEqualTo(revision);
    int next = agent.setPolicies(List.of(denying("frontend", "198.51.100.0/24")));
    assertThat(next).as("never given to two lists").isGreaterThan(revision + 1);
    assertThat(endpoint(datapath, "cart-1").flags()).isEmpty();
  }

  @Test
  void setPolicies_unrelatedPolicyChanges_leavesOtherRulesAndCookies() throws Exception {
    Datapath datapath = datapath();
    NodeAgent agent = agent(datapath);
    agent.add(List.of(pod("cart", 1), pod("frontend", 2)));
    Policy kept = onlyFrom("cart", "frontend");
    agent.setPolicies(List.of(kept));
    int ruleSet = endpoint(datapath, "cart-1").ruleSetId();
    List<RuleEntry> rules = List.copyOf(cluster.get().rules());
    assertThat(rules).hasSize(1);
    for (int i = 0; i < 100; i++) {
      Policy other = named("change-" + i, "frontend", Section.only(Rule.allow(podsOf("cart"))));
      int revision = agent.setPolicies(List.of(kept, other));
      assertThat(endpoint(datapath, "cart-1").ruleSetId()).isEqualTo(ruleSet);
      assertThat(endpoint(datapath, "cart-1").revision()).isEqualTo(revision);
      assertThat(cluster.get().rules())
          .containsAll(rules)
          .hasSizeLessThanOrEqualTo(RuleBook.REMEMBERED + 2);
    }
    assertThat(cluster.get().rules()).anyMatch(rule -> rule.cookie() == 101);
  }

  @Test
  void start_afterAnAgentThatDied_knowsNoneOfItsNumbers() throws Exception {
    try (Datapath first = open(DatapathConfig.defaults().capacity());
        NodeAgent dying = agent(first)) {
      dying.setPolicies(List.of(onlyFrom("cart", "frontend"), denying("cart", "192.0.2.0/24")));
      dying.add(List.of(pod("cart", 1), pod("frontend", 2)));
    }
    Datapath datapath = datapath();
    assertThat(datapath.endpoints().all()).as("adopted").hasSize(2);
    cluster.update(_ -> ClusterState.EMPTY);
    NodeAgent agent = agent(datapath);
    agent.add(List.of(pod("ledger", 2)));
    assertThat(datapath.addresses().all().keySet())
        .containsExactlyInAnyOrder(
            AddressPrefix.parse("10.42.0.1"), AddressPrefix.parse("10.42.0.12"));
    assertThat(datapath.endpoints().all()).hasSize(1);
    assertThat(datapath.attached()).hasSize(1);
    assertThat(datapath.ruleSets().ids()).isEmpty();
  }

  @Test
  void remove_addressNamedByPolicy_isThePolicysAgain() throws Exception {
    Datapath datapath = datapath();
    NodeAgent agent = agent(datapath);
    agent.add(List.of(pod("cart", 1), pod("frontend", 2)));
    AddressPrefix cart = AddressPrefix.parse("10.42.0.11");
    agent.setPolicies(List.of(denying("frontend", "10.42.0.11/32")));
    assertThat(datapath.addresses().all()).containsEntry(cart, 256);
    agent.remove("shop", "cart-1");
    assertThat(datapath.addresses().all()).containsEntry(cart, 0x01000001);
    IpAddress address = IpAddress.parse("10.42.0.11");
    assertThat(cluster.get().identityAt(address.high(), address.low())).isEqualTo(0x01000001);
    agent.add(List.of(pod("cart", 1)));
    assertThat(datapath.addresses().all()).containsEntry(cart, 256);
    agent.remove("shop", "cart-1");
    agent.setPolicies(List.of());
    assertThat(datapath.addresses().all()).doesNotContainKey(cart);
  }

  @Test
  void add_samePolicy_sharesOneRuleSet() throws Exception {
    Datapath datapath = datapath();
    NodeAgent agent = agent(datapath);
    agent.setPolicies(List.of(policy("cart", Section.only())));
    agent.add(List.of(pod("cart", 1), pod("cart", 2)));
    assertThat(endpoint(datapath, "cart-1").ruleSetId())
        .isEqualTo(endpoint(datapath, "cart-2").ruleSetId());
    assertThat(datapath.ruleSets().ids()).hasSize(1);
  }

  @Test
  void cluster_knowsRulesAndNames() throws Exception {
    NodeAgent agent = agent(datapath());
    agent.setPolicies(List.of(onlyFrom("cart", "frontend")));
    agent.add(List.of(pod("cart", 1), pod("frontend", 2)));
    IpAddress cart = IpAddress.parse("10.42.0.11");
    IpAddress frontend = IpAddress.parse("10.42.0.12");
    agent.learn(frontend, "cart.shop", List.of(cart));
    LocalEndpoint asker = cluster.get().endpoints().getLast();
    assertThat(cluster.get().names(asker.id(), cart.high(), cart.low()))
        .containsExactly("cart.shop");
    assertThat(cluster.get().rules()).hasSize(1);
    assertThat(cluster.get().identityAt(NODE.high(), NODE.low())).isEqualTo(1);
    agent.remove("shop", "frontend-2");
    assertThat(cluster.get().names()).isEmpty();
  }

  private List<String> created() {
    return news.stream()
        .map(AgentEvent::notification)
        .filter(AgentEvent.EndpointChanged.class::isInstance)
        .map(event -> ((AgentEvent.EndpointChanged) event).podName())
        .toList();
  }

  private Endpoint endpoint(Datapath datapath, String podName) throws IOException {
    int id =
        cluster.get().endpoints().stream()
            .filter(each -> Objects.requireNonNull(each.pod()).name().equals(podName))
            .findFirst()
            .orElseThrow()
            .id();
    return datapath.endpoints().all().values().stream()
        .filter(endpoint -> endpoint.id() == id)
        .findFirst()
        .orElseThrow();
  }

  private Datapath datapath() throws IOException {
    Datapath datapath = open(DatapathConfig.defaults().capacity());
    opened.add(datapath::uninstall);
    return datapath;
  }

  private Datapath open(DatapathConfig.Capacity capacity) throws IOException {
    DatapathConfig defaults = DatapathConfig.defaults();
    return Datapath.open(
        new DatapathConfig(
            bpf.resolve("pins"), capacity, defaults.attachMode(), defaults.events()));
  }

  private NodeAgent agent(Datapath datapath) throws IOException {
    NodeSpec node = new NodeSpec("node", "default", List.of(NODE), NAMESPACE);
    NodeAgent agent = NodeAgent.start(node, datapath, cluster, news::add);
    opened.add(agent);
    return agent;
  }

  /** Pod {@code app-number} at 10.42.0.(10 + number) behind {@code lxcNUMBER}. */
  private static EndpointSpec pod(String app, int number) {
    return new EndpointSpec(
        "shop",
        app + "-" + number,
        "",
        List.of("k8s:app=" + app, LabelSelector.NAMESPACE + "=shop"),
        new Workload(app, "Deployment"),
        List.of(IpAddress.parse("10.42.0." + (10 + number))),
        "lxc" + number);
  }

  private static Policy onlyFrom(String app, String peer) {
    return policy(app, Section.only(Rule.allow(podsOf(peer), PortRange.tcp(8080))));
  }

  private static Policy denying(String app, String... ranges) {
    Rule[] rules =
        Stream.of(ranges)
            .map(range -> Rule.deny(Policy.Range.outside(Cidr.parse(range))))
            .toArray(Rule[]::new);
    return policy(app, Section.only(rules));
  }

  private static Policy.Pods podsOf(String app) {
    return new Policy.Pods(LabelSelector.ALL.with("k8s:app", app));
  }

  private static Policy policy(String app, Section ingress) {
    return named(app, app, ingress);
  }

  private static Policy named(String name, String app, Section ingress) {
    return new Policy(
        "CiliumNetworkPolicy",
        "shop",
        name,
        List.of(),
        LabelSelector.ALL.with("k8s:app", app),
        ingress,
        Section.ABSENT);
  }

  private static void ip(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("ip"));
    command.addAll(List.of(arguments));
    assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
  }
}
