package io.sextant.agent;

import static io.sextant.agent.TestCluster.onlyFrom;
import static io.sextant.agent.TestCluster.pod;
import static io.sextant.agent.TestNode.endpoint;
import static org.assertj.core.api.Assertions.assertThat;

import io.sextant.datapath.AddressPrefix;
import io.sextant.datapath.Datapath;
import io.sextant.datapath.Direction;
import io.sextant.datapath.Endpoint;
import io.sextant.datapath.RuleEntry;
import io.sextant.datapath.sys.BpfLink;
import io.sextant.datapath.sys.BpfMap;
import io.sextant.datapath.sys.NetworkNamespace;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Somebody's hand in the kernel: found, put right and counted by the next reconciliation. */
@Tag("kernel")
class DriftTest extends OwnNodeTest {
  private static final AddressPrefix CART = AddressPrefix.parse("10.42.0.11");

  @SuppressWarnings("NullAway.Init")
  private Datapath datapath;

  @SuppressWarnings("NullAway.Init")
  private NodeAgent agent;

  @BeforeEach
  void open() throws Exception {
    datapath = node.datapath();
    agent = node.agent(datapath);
    agent.realise(
        new TestCluster()
            .with(pod("cart", 1), pod("frontend", 2))
            .under(onlyFrom("cart", "frontend"))
            .intent());
  }

  @Test
  void kernel_isAsWanted_nothingIsRepaired() throws Exception {
    assertThat(agent.compare().isEqual()).isTrue();
    agent.reconcile();
    assertThat(agent.status().repairs()).isEmpty();
    assertThat(agent.status().reconciled()).isNotNull();
  }

  @Test
  void endpointMap_removedAlteredAndAlien_isAsBefore() throws Exception {
    int cart = node.ifindex(1);
    int frontend = node.ifindex(2);
    Map<Integer, Endpoint> before = datapath.endpoints().all();
    datapath.endpoints().remove(cart);
    Endpoint altered = endpoint(datapath, agent, "frontend-2");
    datapath.endpoints().put(frontend, Endpoint.open(altered.id(), 999));
    datapath.endpoints().put(4_711, Endpoint.open(5, 6));
    expectRepairs(
        Map.of(
            Repair.ENDPOINT_ADDED, 1L,
            Repair.ENDPOINT_REWRITTEN, 1L,
            Repair.ENDPOINT_REMOVED, 1L));
    assertThat(datapath.endpoints().all()).isEqualTo(before);
  }

  @Test
  void addressMap_removedAlteredAndAlien_isAsBefore() throws Exception {
    Map<AddressPrefix, Integer> before = datapath.addresses().all();
    datapath.addresses().remove(CART);
    datapath.addresses().put(AddressPrefix.parse("10.42.0.12"), 999);
    datapath.addresses().put(AddressPrefix.parse("10.0.0.0/8"), 999);
    expectRepairs(
        Map.of(Repair.ADDRESS_ADDED, 1L, Repair.ADDRESS_REWRITTEN, 1L, Repair.ADDRESS_REMOVED, 1L));
    assertThat(datapath.addresses().all()).isEqualTo(before);
  }

  @Test
  void ruleSet_isRemoved_isWrittenAgain() throws Exception {
    Endpoint before = endpoint(datapath, agent, "cart-1");
    datapath.ruleSets().drop(before.ruleSetId());
    expectRepairs(Map.of(Repair.RULE_SET_ADDED, 1L));
    expectFreshRuleSet(before);
  }

  @Test
  void ruleSet_alienOne_isRemoved() throws Exception {
    datapath.ruleSets().create(1, List.of());
    expectRepairs(Map.of(Repair.RULE_SET_REMOVED, 1L));
    assertThat(datapath.ruleSets().ids()).hasSize(1);
  }

  @Test
  void ruleSet_entryIsRemoved_isWrittenAgain() throws Exception {
    Endpoint before = endpoint(datapath, agent, "cart-1");
    try (BpfMap rules = rules(before.ruleSetId());
        Arena arena = Arena.ofConfined()) {
      rules.remove(firstKey(rules, arena));
    }
    Reconciliation found = agent.compare();
    assertThat(found.toString()).contains("1 entries missing, 0 extra, 0 altered");
    expectRepairs(Map.of(Repair.RULE_SET_REWRITTEN, 1L));
    expectFreshRuleSet(before);
  }

  @Test
  void ruleSet_entryIsAltered_isWrittenAgain() throws Exception {
    Endpoint before = endpoint(datapath, agent, "cart-1");
    try (BpfMap rules = rules(before.ruleSetId());
        Arena arena = Arena.ofConfined()) {
      MemorySegment key = firstKey(rules, arena);
      MemorySegment rule = arena.allocate(rules.shape().valueSize(), 8);
      rules.lookup(key, rule);
      rule.set(ValueLayout.JAVA_BYTE, 4, (byte) 1);
      rules.put(key, rule);
    }
    assertThat(agent.compare().toString()).contains("0 entries missing, 0 extra, 1 altered");
    expectRepairs(Map.of(Repair.RULE_SET_REWRITTEN, 1L));
    expectFreshRuleSet(before);
  }

  @Test
  void link_isDetached_isAttachedAgain() throws Exception {
    try (BpfLink link = BpfLink.openPinned(pin("links", node.ifindex(1) + "-ingress"))) {
      link.detach();
    }
    expectRepairs(Map.of(Repair.PROGRAM_ATTACHED, 1L));
    assertThat(datapath.isAttached(node.ifindex(1))).isTrue();
  }

  @Test
  void link_hasAnotherProgram_getsItsOwn() throws Exception {
    try (BpfLink link = BpfLink.openPinned(pin("links", node.ifindex(1) + "-ingress"))) {
      link.update(datapath.toEndpoint());
    }
    expectRepairs(Map.of(Repair.PROGRAM_ATTACHED, 1L));
    assertThat(datapath.isAttached(node.ifindex(1))).isTrue();
  }

  @Test
  void pinsOfLinks_areRemoved_areThereAgain() throws Exception {
    Files.delete(pin("links", node.ifindex(1) + "-ingress"));
    Files.delete(pin("links", node.ifindex(2) + "-ingress"));
    Files.delete(pin("links", node.ifindex(2) + "-egress"));
    expectRepairs(Map.of(Repair.PROGRAM_ATTACHED, 2L));
    assertThat(datapath.attached()).containsExactly(node.ifindex(1), node.ifindex(2));
  }

  @Test
  void pinsOfMaps_areRemovedOrAnother_arePinnedAgain() throws Exception {
    Files.delete(pin("maps", "rule_sets"));
    Files.delete(pin("maps", "endpoints"));
    try (BpfMap other = BpfMap.openPinned(pin("maps", "addresses"))) {
      other.pin(pin("maps", "endpoints"));
    }
    expectRepairs(Map.of(Repair.MAP_PINNED, 2L));
    assertThat(datapath.lostPins()).isEmpty();
    Map<String, Object> before = TestNode.dump(datapath);
    node.restart();
    assertThat(TestNode.dump(node.datapath())).as("found by the next").isEqualTo(before);
  }

  @Test
  void device_noEndpoints_losesThePrograms() throws Exception {
    node.addDevice(3);
    try (var inside = NetworkNamespace.open(node.namespace)) {
      inside.run(() -> datapath.attach("lxc3"));
    }
    expectRepairs(Map.of(Repair.PROGRAM_DETACHED, 1L));
    assertThat(datapath.attached()).doesNotContain(node.ifindex(3));
  }

  @Test
  void timer_repairsWithoutBeingAsked() throws Exception {
    agent.close();
    NodeAgent watching =
        node.agent(datapath, node.settings().withReconcileEvery(Duration.ofMillis(20)));
    watching.realise(
        new TestCluster().with(pod("cart", 1)).under(onlyFrom("cart", "frontend")).intent());
    datapath.addresses().remove(CART);
    while (watching.status().repairs().isEmpty()) {
      Thread.onSpinWait();
    }
    assertThat(watching.status().repairs()).containsEntry(Repair.ADDRESS_ADDED, 1L);
    assertThat(datapath.addresses().all()).containsKey(CART);
  }

  /** Once: the second time there is nothing to repair. */
  private void expectRepairs(Map<Repair, Long> counted) throws Exception {
    assertThat(agent.compare().isEqual()).isFalse();
    assertThat(agent.status().repairs()).as("compared only").isEmpty();
    agent.reconcile();
    assertThat(agent.status().repairs()).isEqualTo(counted);
    assertThat(agent.reconcile().isEqual()).isTrue();
    assertThat(agent.status().repairs()).isEqualTo(counted);
  }

  private void expectFreshRuleSet(Endpoint before) throws Exception {
    Endpoint now = endpoint(datapath, agent, "cart-1");
    assertThat(now.ruleSetId()).isNotEqualTo(before.ruleSetId());
    assertThat(datapath.ruleSets().ids()).isEqualTo(Set.of(now.ruleSetId()));
    RuleEntry rule = new RuleEntry(257, Direction.INGRESS, 6, 8080, 16, false, 1);
    assertThat(datapath.ruleSets().compare(now.ruleSetId(), List.of(rule)))
        .hasValueSatisfying(difference -> assertThat(difference.isNone()).isTrue());
  }

  private Path pin(String kind, String name) {
    return node.pins().resolve("v2").resolve(kind).resolve(name);
  }

  private BpfMap rules(int id) throws Exception {
    try (BpfMap outer = BpfMap.openPinned(pin("maps", "rule_sets"));
        Arena arena = Arena.ofConfined()) {
      MemorySegment mapId = arena.allocate(ValueLayout.JAVA_INT);
      outer.lookup(arena.allocateFrom(ValueLayout.JAVA_INT, id), mapId);
      return BpfMap.openById(mapId.get(ValueLayout.JAVA_INT, 0));
    }
  }

  private static MemorySegment firstKey(BpfMap map, Arena arena) throws Exception {
    MemorySegment first = arena.allocate(map.shape().keySize(), 8);
    map.forEach((key, _) -> first.copyFrom(key));
    return first;
  }
}
