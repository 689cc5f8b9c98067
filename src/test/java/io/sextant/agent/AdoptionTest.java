package io.sextant.agent;

import static io.sextant.agent.TestCluster.denying;
import static io.sextant.agent.TestCluster.onlyFrom;
import static io.sextant.agent.TestCluster.pod;
import static io.sextant.agent.TestNode.status;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.sextant.control.NodeIntent;
import io.sextant.datapath.Datapath;
import io.sextant.datapath.DatapathConfig;
import io.sextant.datapath.Endpoint;
import io.sextant.datapath.EndpointFlag;
import io.sextant.datapath.sys.NetworkNamespace;
import io.sextant.flow.AgentEvent.AgentStarted;
import io.sextant.flow.AgentEvent.EndpointChanged;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** An agent that starts on what another left. */
@Tag("kernel")
class AdoptionTest extends OwnNodeTest {
  private final TestCluster shop =
      new TestCluster()
          .with(pod("cart", 1), pod("frontend", 2))
          .under(onlyFrom("cart", "frontend"), denying("frontend", "192.0.2.0/24"));

  /** Realises the shop, and gives what the kernel then holds. */
  private Map<String, Object> leftBehind() throws Exception {
    Datapath datapath = node.datapath();
    node.agent(datapath).realise(shop.intent());
    Map<String, Object> left = TestNode.dump(datapath);
    node.restart();
    return left;
  }

  @Test
  void start_leavesAllInForce_andKnowsWhatItIs() throws Exception {
    Map<String, Object> left = leftBehind();
    Datapath datapath = node.datapath();
    NodeAgent agent = node.agent(datapath);
    assertThat(TestNode.dump(datapath)).isEqualTo(left);
    assertThat(status(agent, "cart-1").state()).isEqualTo(EndpointState.RESTORING);
    var cluster = node.cluster.get();
    assertThat(cluster.endpoints())
        .extracting(each -> Objects.requireNonNull(each.pod()).name())
        .containsExactly("cart-1", "frontend-2");
    assertThat(cluster.rules()).as("cookies of both policies").hasSize(2);
    assertThat(cluster.identities()).isNotEmpty();
    assertThat(node.news).hasSize(1);
    assertThat(node.told(AgentStarted.class)).hasSize(1);
    assertThat(agent.reconcile().isEqual()).isTrue();
    assertThat(TestNode.dump(datapath)).isEqualTo(left);
  }

  @Test
  void firstIntent_ofTheSame_takesOverIdsRuleSetsAndCookies() throws Exception {
    leftBehind();
    Datapath datapath = node.datapath();
    Map<Integer, Endpoint> before = datapath.endpoints().all();
    Object sets = datapath.ruleSets().ids();
    NodeAgent agent = node.agent(datapath);
    agent.realise(shop.intent());
    assertThat(status(agent, "cart-1").state()).isEqualTo(EndpointState.READY);
    assertThat(datapath.ruleSets().ids()).isEqualTo(sets);
    datapath
        .endpoints()
        .all()
        .forEach((ifindex, now) -> {
          Endpoint then = Objects.requireNonNull(before.get(ifindex));
          assertThat(now.id()).isEqualTo(then.id());
          assertThat(now.ruleSetId()).isEqualTo(then.ruleSetId());
        });
    assertThat(node.cluster.get().rules()).hasSize(2).allMatch(rule -> rule.cookie() <= 2);
    assertThat(agent.compare().isEqual()).isTrue();
  }

  @Test
  void firstIntent_ofOthers_leavesNothingOver() throws Exception {
    leftBehind();
    Datapath datapath = node.datapath();
    NodeAgent agent = node.agent(datapath);
    int cart = status(agent, "cart-1").id();
    node.deleteDevice(2);
    agent.realise(shop.without("frontend-2").under().intent());
    assertThat(status(agent, "cart-1").id()).isEqualTo(cart);
    assertThat(datapath.endpoints().all()).containsOnlyKeys(node.ifindex(1));
    assertThat(datapath.attached()).containsExactly(node.ifindex(1));
    assertThat(datapath.ruleSets().ids()).isEmpty();
    assertThat(datapath.addresses().all()).hasSize(2);
    assertThat(node.told(EndpointChanged.class))
        .extracting(EndpointChanged::podName, EndpointChanged::deleted)
        .contains(tuple("frontend-2", true));
    assertThat(node.cluster.get().endpoints()).hasSize(1);
    assertThat(agent.compare().isEqual()).isTrue();
  }

  @Test
  void reconcile_beforeTheFirstIntent_repairsWhatIsInForce() throws Exception {
    Map<String, Object> left = leftBehind();
    Datapath datapath = node.datapath();
    NodeAgent agent = node.agent(datapath);
    datapath.endpoints().remove(node.ifindex(1));
    agent.reconcile();
    assertThat(TestNode.dump(datapath)).isEqualTo(left);
    assertThat(agent.status().repairs()).containsOnlyKeys(Repair.ENDPOINT_ADDED);
  }

  @Test
  void start_stateIsGoneOrBroken_enforcesOn_andTakesOtherNumbers() throws Exception {
    for (String content : new String[] {"", "damaged"}) {
      Map<String, Object> left = leftBehind();
      Path file = node.state.resolve("node-state");
      Files.delete(file);
      if (!content.isEmpty()) {
        Files.writeString(file, content);
      }
      Datapath datapath = node.datapath();
      NodeAgent agent = node.agent(datapath);
      assertThat(TestNode.dump(datapath)).isEqualTo(left);
      assertThat(agent.status().endpoints()).isEmpty();
      NodeIntent intent = shop.intent();
      agent.realise(intent);
      assertThat(datapath.endpoints().all().keySet())
          .isEqualTo(((Map<?, ?>) requireNonNull(left.get("endpoints"))).keySet());
      assertThat(node.cluster.get().rules())
          .as("cookies that no rule had before")
          .hasSize(2)
          .allMatch(rule -> rule.cookie() > 2);
      assertThat(datapath.addresses().all()).isEqualTo(left.get("addresses"));
      assertThat(agent.compare().isEqual()).isTrue();
      node.restart();
      try (var inside = NetworkNamespace.open(node.namespace)) {
        inside.run(() -> assertThat(uninstall()).isTrue());
      }
      Files.delete(file);
    }
  }

  private boolean uninstall() throws IOException {
    return Datapath.uninstall(DatapathConfig.defaults().withPinDirectory(node.pins()));
  }

  @Test
  void firstIntent_numbersMeanSomethingElse_isClosedMeanwhile() throws Exception {
    leftBehind();
    Datapath datapath = node.datapath();
    List<Map<String, Object>> atEachStep = new ArrayList<>();
    NodeAgent agent = node.agent(datapath, node.settings(), _ -> atEachStep.add(dumped(datapath)));
    agent.realise(new TestCluster().with(pod("frontend", 2), pod("cart", 1)).intent());
    assertThat(atEachStep).anyMatch(AdoptionTest::isClosed);
    Map<String, Object> closed =
        atEachStep.stream().filter(AdoptionTest::isClosed).findFirst().orElseThrow();
    assertThat(closed.get("addresses")).isEqualTo(atEachStep.getFirst().get("addresses"));
    assertThat(closed.get("addresses")).isNotEqualTo(datapath.addresses().all());
    assertThat(agent.compare().isEqual()).isTrue();
  }

  private static boolean isClosed(Map<String, Object> dump) {
    return ((Map<?, ?>) Objects.requireNonNull(dump.get("endpoints")))
        .values().stream()
            .map(Endpoint.class::cast)
            .allMatch(each ->
                each.ruleSetId() == 0
                    && each.flags().contains(EndpointFlag.ENFORCE_INGRESS)
                    && each.flags().contains(EndpointFlag.ENFORCE_EGRESS));
  }

  private static Map<String, Object> dumped(Datapath datapath) {
    try {
      return TestNode.dump(datapath);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
