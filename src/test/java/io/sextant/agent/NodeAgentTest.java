package io.sextant.agent;

import static io.sextant.agent.TestCluster.denying;
import static io.sextant.agent.TestCluster.named;
import static io.sextant.agent.TestCluster.onlyFrom;
import static io.sextant.agent.TestCluster.pod;
import static io.sextant.agent.TestCluster.podsOf;
import static io.sextant.agent.TestCluster.policy;
import static io.sextant.agent.TestNode.endpoint;
import static io.sextant.agent.TestNode.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sextant.control.AddressEntry;
import io.sextant.control.LocalEndpoint;
import io.sextant.control.NodeIntent;
import io.sextant.control.RuleEntry;
import io.sextant.control.WantedEndpoint;
import io.sextant.datapath.AddressPrefix;
import io.sextant.datapath.Datapath;
import io.sextant.datapath.DatapathConfig;
import io.sextant.datapath.Endpoint;
import io.sextant.datapath.EndpointFlag;
import io.sextant.flow.AgentEvent.AddressChanged;
import io.sextant.flow.AgentEvent.EndpointChanged;
import io.sextant.flow.AgentEvent.EndpointRegenerated;
import io.sextant.flow.AgentEvent.PolicyChanged;
import io.sextant.flow.Cidr;
import io.sextant.flow.Identities;
import io.sextant.flow.IpAddress;
import io.sextant.policy.CompiledPolicy;
import io.sextant.policy.Identity;
import io.sextant.policy.Policy;
import io.sextant.policy.Policy.Rule;
import io.sextant.policy.Policy.Section;
import io.sextant.policy.Traits;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The agent on the real kernel: two devices in a namespace of the test's own, and no traffic. */
@Tag("kernel")
class NodeAgentTest {
  @TempDir private Path directory;

  @SuppressWarnings("NullAway.Init")
  private TestNode node;

  private final TestCluster shop = new TestCluster();

  @BeforeEach
  void open() throws Exception {
    node = new TestNode(directory);
  }

  @AfterEach
  void close() throws Exception {
    node.close();
  }

  @Test
  void realise_twice_makesOneEndpoint() throws Exception {
    Datapath datapath = node.datapath();
    NodeAgent agent = node.agent(datapath);
    NodeIntent intent = shop.with(pod("cart", 1)).intent();
    agent.realise(intent);
    agent.realise(intent);
    assertThat(datapath.endpoints().all()).hasSize(1);
    assertThat(datapath.attached()).hasSize(1);
    assertThat(datapath.addresses().all()).hasSize(2);
    assertThat(node.cluster.get().endpoints()).hasSize(1);
    assertThat(node.told(EndpointChanged.class))
        .extracting(EndpointChanged::podName)
        .containsExactly("cart-1");
    assertThat(node.told(EndpointRegenerated.class)).as("not again").hasSize(1);
  }

  @Test
  void realise_podIsGone_takesAllAway() throws Exception {
    Datapath datapath = node.datapath();
    NodeAgent agent = node.agent(datapath);
    shop.with(pod("cart", 1), pod("frontend", 2)).under(onlyFrom("cart", "frontend"));
    agent.realise(shop.intent());
    agent.realise(shop.without("cart-1").intent());
    agent.reconcile();
    assertThat(datapath.endpoints().all()).hasSize(1);
    assertThat(datapath.attached()).hasSize(1);
    assertThat(datapath.addresses().all()).hasSize(2);
    assertThat(datapath.ruleSets().ids()).isEmpty();
    assertThat(node.cluster.get().endpoints()).hasSize(1);
    assertThat(agent.status().endpoints()).hasSize(1);
  }

  @Test
  void realise_deviceIsMissing_isNotReadyUntilItComes() throws Exception {
    Datapath datapath = node.datapath();
    NodeAgent agent = node.agent(datapath);
    agent.realise(shop.with(pod("cart", 1), pod("frontend", 3)).intent());
    assertThat(status(agent, "cart-1").state()).isEqualTo(EndpointState.READY);
    assertThat(status(agent, "frontend-3"))
        .satisfies(each -> assertThat(each.state()).isEqualTo(EndpointState.NOT_READY))
        .satisfies(each -> assertThat(each.lastError()).asString().contains("lxc3"))
        .satisfies(each -> assertThat(each.realisedRevision()).isZero());
    assertThat(datapath.attached()).hasSize(1);
    assertThat(node.told(EndpointRegenerated.class))
        .extracting(EndpointRegenerated::failed)
        .containsExactlyInAnyOrder(false, true);
    agent.reconcile();
    node.addDevice(3);
    agent.reconcile();
    assertThat(status(agent, "frontend-3"))
        .satisfies(each -> assertThat(each.state()).isEqualTo(EndpointState.READY))
        .satisfies(each -> assertThat(each.lastError()).isNull());
    assertThat(datapath.attached()).hasSize(2);
    assertThat(node.told(EndpointRegenerated.class)).hasSize(3);
  }

  @Test
  void realise_deviceComesAgain_isGuardedAgain() throws Exception {
    Datapath datapath = node.datapath();
    NodeAgent agent = node.agent(datapath);
    agent.realise(shop.with(pod("cart", 1)).intent());
    int before = node.ifindex(1);
    node.deleteDevice(1);
    agent.reconcile();
    assertThat(status(agent, "cart-1").state()).isEqualTo(EndpointState.NOT_READY);
    assertThat(datapath.endpoints().all()).doesNotContainKey(before);
    node.addDevice(1);
    agent.reconcile();
    assertThat(status(agent, "cart-1").state()).isEqualTo(EndpointState.READY);
    assertThat(datapath.endpoints().all()).containsOnlyKeys(node.ifindex(1));
    assertThat(datapath.attached()).containsExactly(node.ifindex(1));
    assertThat(agent.compare().isEqual()).isTrue();
  }

  @Test
  void realise_otherPodOfTheSameName_isAnotherEndpoint() throws Exception {
    Datapath datapath = node.datapath();
    NodeAgent agent = node.agent(datapath);
    agent.realise(shop.with(pod("cart", 1, "first")).intent());
    int first = status(agent, "cart-1").id();
    agent.realise(shop.without("cart-1").with(pod("cart", 1, "second")).intent());
    assertThat(status(agent, "cart-1").id()).isNotEqualTo(first);
    assertThat(datapath.endpoints().all()).hasSize(1);
    assertThat(agent.status().endpoints()).hasSize(1);
    assertThat(node.told(EndpointChanged.class))
        .extracting(EndpointChanged::deleted)
        .containsExactly(false, true, false);
  }

  @Test
  void realise_flipsToNewRules_andOpensAgain() throws Exception {
    Datapath datapath = node.datapath();
    NodeAgent agent = node.agent(datapath);
    shop.with(pod("cart", 1), pod("frontend", 2));
    agent.realise(shop.intent());
    assertThat(endpoint(datapath, agent, "cart-1").flags()).isEmpty();
    NodeIntent second = shop.under(onlyFrom("cart", "frontend")).intent();
    agent.realise(second);
    Endpoint closed = endpoint(datapath, agent, "cart-1");
    assertThat(closed.flags()).containsExactly(EndpointFlag.ENFORCE_INGRESS);
    assertThat(closed.revision()).isEqualTo(second.revision());
    assertThat(datapath.ruleSets().ids()).containsExactly(closed.ruleSetId());
    assertThat(agent.status().realisedRevision()).isEqualTo(second.revision());
    agent.realise(shop.under().intent());
    assertThat(endpoint(datapath, agent, "cart-1").flags()).isEmpty();
    assertThat(datapath.ruleSets().ids()).as("kept for a change back").hasSize(1);
    assertThat(agent.reconcile().isEqual()).isTrue();
    assertThat(datapath.ruleSets().ids()).isEmpty();
    assertThat(node.told(PolicyChanged.class))
        .extracting(PolicyChanged::deleted)
        .containsExactly(false, true);
  }

  @Test
  void realise_withAudit_reportsAndLetsPass() throws Exception {
    Datapath datapath = node.datapath();
    NodeAgent agent = node.agent(datapath);
    NodeIntent intent = shop.with(pod("cart", 1)).under(onlyFrom("cart", "frontend")).intent();
    WantedEndpoint wanted = intent.endpoints().getFirst();
    WantedEndpoint audited =
        new WantedEndpoint(
            wanted.spec(), wanted.identity(), wanted.rules(), WantedEndpoint.Refusals.AUDIT);
    agent.realise(with(intent, audited));
    assertThat(endpoint(datapath, agent, "cart-1").flags()).contains(EndpointFlag.AUDIT);
  }

  @Test
  void realise_labelsAreNotKnown_waitsForIdentity() throws Exception {
    NodeAgent agent = node.agent(node.datapath());
    NodeIntent intent = shop.with(pod("cart", 1)).intent();
    WantedEndpoint wanted = intent.endpoints().getFirst();
    Identity init = new Identity(Identities.INIT, List.of("reserved:init"), Traits.NONE);
    agent.realise(
        with(
            intent,
            new WantedEndpoint(
                wanted.spec(), init, CompiledPolicy.OPEN, WantedEndpoint.Refusals.DROP)));
    assertThat(status(agent, "cart-1").state()).isEqualTo(EndpointState.WAITING_FOR_IDENTITY);
    agent.realise(intent);
    assertThat(status(agent, "cart-1").state()).isEqualTo(EndpointState.READY);
  }

  private static NodeIntent with(NodeIntent intent, WantedEndpoint only) {
    return new NodeIntent(
        intent.revision(),
        List.of(only),
        intent.addresses(),
        intent.identities(),
        intent.policies());
  }

  @Test
  void realise_withRange_mapsItAndTakesItAway() throws Exception {
    Datapath datapath = node.datapath();
    NodeAgent agent = node.agent(datapath);
    Policy.Range range = Policy.Range.outside(Cidr.parse("198.51.100.0/24"));
    agent.realise(shop.under(policy("cart", Section.only(Rule.allow(range)))).intent());
    assertThat(datapath.addresses().all()).containsValue(TestCluster.FIRST_RANGE);
    agent.realise(shop.under().intent());
    assertThat(datapath.addresses().all()).hasSize(1);
    assertThat(node.told(AddressChanged.class))
        .extracting(AddressChanged::deleted, AddressChanged::cidr)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(false, "198.51.100.0/24"),
            org.assertj.core.groups.Tuple.tuple(true, "198.51.100.0/24"));
  }

  @Test
  void realise_addressesDoNotFit_isRefusedBeforeAnythingIsWritten() throws Exception {
    Datapath datapath = node.datapath(new DatapathConfig.Capacity(16, 4, 16, 64));
    NodeAgent agent = node.agent(datapath);
    shop.with(pod("cart", 1), pod("frontend", 2)).under(onlyFrom("cart", "frontend"));
    agent.realise(shop.intent());
    var before = TestNode.dump(datapath);
    NodeIntent tooLarge =
        shop.under(denying("frontend", "198.51.100.0/24", "203.0.113.0/24")).intent();
    assertThatThrownBy(() -> agent.realise(tooLarge))
        .isInstanceOf(IntentRefusedException.class)
        .hasMessageContaining("5 addresses")
        .hasMessageContaining("room for 4");
    assertThat(TestNode.dump(datapath)).isEqualTo(before);
    assertThat(agent.status())
        .satisfies(each -> assertThat(each.wantedRevision()).isEqualTo(2))
        .satisfies(each -> assertThat(each.realisedRevision()).isEqualTo(1))
        .satisfies(each -> assertThat(each.lastError()).asString().contains("5 addresses"));
    assertThat(status(agent, "cart-1").state()).isEqualTo(EndpointState.READY);
    agent.realise(shop.under(denying("frontend", "198.51.100.0/24")).intent());
    assertThat(endpoint(datapath, agent, "cart-1").flags()).isEmpty();
    assertThat(agent.status().lastError()).isNull();
  }

  @Test
  void realise_ruleSetIsTooLarge_isRefusedAndSaysWhose() throws Exception {
    Datapath datapath = node.datapath();
    NodeAgent agent = node.agent(datapath, node.settings().withMostRules(2));
    shop.with(pod("cart", 1), pod("frontend", 2)).under(onlyFrom("cart", "frontend"));
    agent.realise(shop.intent());
    var before = TestNode.dump(datapath);
    NodeIntent tooLarge =
        shop.under(denying("frontend", "198.51.100.0/24", "203.0.113.0/24", "192.0.2.0/24"))
            .intent();
    assertThatThrownBy(() -> agent.realise(tooLarge))
        .isInstanceOf(IntentRefusedException.class)
        .hasMessageContaining("shop/frontend-2")
        .hasMessageContaining("rule set of 3 entries: 2 are possible");
    assertThat(TestNode.dump(datapath)).isEqualTo(before);
    assertThat(status(agent, "frontend-2").lastError()).asString().contains("3 entries");
    assertThat(status(agent, "frontend-2").wantedRevision()).isEqualTo(2);
    assertThat(status(agent, "frontend-2").realisedRevision()).isEqualTo(1);
    assertThat(agent.compare().isEqual()).isTrue();
  }

  @Test
  void realise_deviceOrAddressTwice_isRefused() throws Exception {
    NodeAgent agent = node.agent(node.datapath());
    NodeIntent intent = shop.with(pod("cart", 1), pod("frontend", 1)).intent();
    assertThatThrownBy(() -> agent.realise(intent))
        .isInstanceOf(IntentRefusedException.class)
        .hasMessageContaining("device lxc1 is pod shop/cart-1's too");
    AddressEntry entry = intent.addresses().getFirst();
    NodeIntent twice = new NodeIntent(3, List.of(), List.of(entry, entry), List.of(), List.of());
    assertThatThrownBy(() -> agent.realise(twice))
        .isInstanceOf(IntentRefusedException.class)
        .hasMessageContaining(entry.prefix() + " has two identities");
  }

  @Test
  void realise_kernelFails_takesBackAndIsTriedAgain() throws Exception {
    Datapath datapath = node.datapath();
    boolean[] failing = new boolean[1];
    NodeAgent agent =
        node.agent(
            datapath,
            node.settings(),
            step -> {
              if (failing[0] && step.equals("addresses")) {
                throw new IllegalStateException("the kernel is tired");
              }
            });
    shop.with(pod("cart", 1), pod("frontend", 2)).under(onlyFrom("cart", "frontend"));
    agent.realise(shop.intent());
    var before = TestNode.dump(datapath);
    failing[0] = true;
    NodeIntent next = shop.under(denying("frontend", "198.51.100.0/24")).intent();
    assertThatThrownBy(() -> agent.realise(next)).hasMessage("the kernel is tired");
    assertThat(datapath.endpoints().all()).isEqualTo(before.get("endpoints"));
    assertThat(datapath.addresses().all()).isEqualTo(before.get("addresses"));
    assertThat(status(agent, "frontend-2").state()).isEqualTo(EndpointState.WAITING_TO_REGENERATE);
    assertThat(status(agent, "frontend-2").lastError()).asString().contains("tired");
    assertThatThrownBy(agent::reconcile).hasMessage("the kernel is tired");
    assertThat(status(agent, "frontend-2").lastError()).asString().contains("count=2");
    failing[0] = false;
    agent.reconcile();
    assertThat(agent.status().realisedRevision()).isEqualTo(next.revision());
    assertThat(status(agent, "frontend-2").state()).isEqualTo(EndpointState.READY);
    assertThat(endpoint(datapath, agent, "cart-1").flags()).isEmpty();
    assertThat(agent.compare().isEqual()).isTrue();
  }

  @Test
  void realise_unrelatedPolicyChanges_leavesOtherRulesAndCookies() throws Exception {
    Datapath datapath = node.datapath();
    NodeAgent agent = node.agent(datapath);
    Policy kept = onlyFrom("cart", "frontend");
    agent.realise(shop.with(pod("cart", 1), pod("frontend", 2)).under(kept).intent());
    int ruleSet = endpoint(datapath, agent, "cart-1").ruleSetId();
    List<RuleEntry> rules = List.copyOf(node.cluster.get().rules());
    assertThat(rules).hasSize(1);
    for (int i = 0; i < 100; i++) {
      Policy other = named("change-" + i, "frontend", Section.only(Rule.allow(podsOf("cart"))));
      NodeIntent intent = shop.under(kept, other).intent();
      agent.realise(intent);
      assertThat(endpoint(datapath, agent, "cart-1").ruleSetId()).isEqualTo(ruleSet);
      assertThat(endpoint(datapath, agent, "cart-1").revision()).isEqualTo(intent.revision());
      assertThat(node.cluster.get().rules())
          .containsAll(rules)
          .hasSizeLessThanOrEqualTo(CookieBook.REMEMBERED + 2);
    }
    assertThat(node.cluster.get().rules()).anyMatch(rule -> rule.cookie() == 101);
  }

  @Test
  void realise_relabelled_changesIdentityOfEndpointAndAddress() throws Exception {
    Datapath datapath = node.datapath();
    NodeAgent agent = node.agent(datapath);
    agent.realise(shop.with(pod("cart", 1, "same")).intent());
    int id = status(agent, "cart-1").id();
    var relabelled =
        new io.sextant.control.EndpointSpec(
            "shop",
            "cart-1",
            "same",
            List.of("k8s:app=basket"),
            pod("cart", 1).workload(),
            pod("cart", 1).addresses(),
            "lxc1");
    agent.realise(shop.without("cart-1").with(relabelled).intent());
    Endpoint endpoint = endpoint(datapath, agent, "cart-1");
    assertThat(endpoint.id()).isEqualTo(id);
    assertThat(endpoint.identity()).isEqualTo(257);
    assertThat(endpoint.former()).as("settled").isZero();
    assertThat(datapath.addresses().all()).containsEntry(AddressPrefix.parse("10.42.0.11"), 257);
    assertThat(node.told(AddressChanged.class).getLast().oldIdentity()).isEqualTo(256);
  }

  @Test
  void realise_samePolicy_sharesOneRuleSet() throws Exception {
    Datapath datapath = node.datapath();
    NodeAgent agent = node.agent(datapath);
    shop.with(pod("cart", 1), pod("cart", 2)).under(policy("cart", Section.only()));
    agent.realise(shop.intent());
    assertThat(endpoint(datapath, agent, "cart-1").ruleSetId())
        .isEqualTo(endpoint(datapath, agent, "cart-2").ruleSetId());
    assertThat(datapath.ruleSets().ids()).hasSize(1);
  }

  @Test
  void cluster_knowsRulesAndNames() throws Exception {
    NodeAgent agent = node.agent(node.datapath());
    shop.with(pod("cart", 1), pod("frontend", 2)).under(onlyFrom("cart", "frontend"));
    agent.realise(shop.intent());
    IpAddress cart = IpAddress.parse("10.42.0.11");
    IpAddress frontend = IpAddress.parse("10.42.0.12");
    agent.learn(frontend, "cart.shop", List.of(cart));
    LocalEndpoint asker = node.cluster.get().endpoints().getLast();
    assertThat(node.cluster.get().names(asker.id(), cart.high(), cart.low()))
        .containsExactly("cart.shop");
    assertThat(node.cluster.get().rules()).hasSize(1);
    IpAddress own = TestNode.ADDRESS;
    assertThat(node.cluster.get().identityAt(own.high(), own.low())).isEqualTo(1);
    agent.realise(shop.without("frontend-2").intent());
    assertThat(node.cluster.get().names()).isEmpty();
  }

  @Test
  void status_afterClose_isReadable_andNothingElse() throws Exception {
    NodeAgent agent = node.agent(node.datapath());
    agent.realise(shop.with(pod("cart", 1)).intent());
    agent.close();
    assertThat(agent.status().endpoints()).hasSize(1);
    assertThatThrownBy(() -> agent.realise(shop.intent()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("ended");
  }
}
