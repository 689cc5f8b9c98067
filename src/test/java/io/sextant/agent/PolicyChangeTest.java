package io.sextant.agent;

import static io.sextant.agent.TestCluster.named;
import static io.sextant.agent.TestCluster.onlyFrom;
import static io.sextant.agent.TestCluster.pod;
import static io.sextant.agent.TestCluster.podsOf;
import static io.sextant.agent.TestCluster.policy;
import static io.sextant.agent.TestNode.endpoint;
import static org.assertj.core.api.Assertions.assertThat;

import io.sextant.control.NodeIntent;
import io.sextant.control.RuleEntry;
import io.sextant.control.WantedEndpoint;
import io.sextant.datapath.Datapath;
import io.sextant.datapath.Endpoint;
import io.sextant.datapath.EndpointFlag;
import io.sextant.flow.AgentEvent.AddressChanged;
import io.sextant.flow.AgentEvent.PolicyChanged;
import io.sextant.flow.Cidr;
import io.sextant.policy.Policy;
import io.sextant.policy.Policy.Rule;
import io.sextant.policy.Policy.Section;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a change of policies makes of rule sets, flags and addresses in the kernel. */
@Tag("kernel")
class PolicyChangeTest extends OwnNodeTest {
  private final TestCluster shop = new TestCluster();

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
    agent.realise(TestCluster.only(intent, audited));
    assertThat(endpoint(datapath, agent, "cart-1").flags()).contains(EndpointFlag.AUDIT);
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
  void realise_samePolicy_sharesOneRuleSet() throws Exception {
    Datapath datapath = node.datapath();
    NodeAgent agent = node.agent(datapath);
    shop.with(pod("cart", 1), pod("cart", 2)).under(policy("cart", Section.only()));
    agent.realise(shop.intent());
    assertThat(endpoint(datapath, agent, "cart-1").ruleSetId())
        .isEqualTo(endpoint(datapath, agent, "cart-2").ruleSetId());
    assertThat(datapath.ruleSets().ids()).hasSize(1);
  }
}
