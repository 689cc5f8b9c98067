package io.sextant.agent;

import static io.sextant.agent.TestCluster.onlyFrom;
import static io.sextant.agent.TestCluster.pod;
import static io.sextant.agent.TestNode.endpoint;
import static io.sextant.agent.TestNode.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sextant.control.LocalEndpoint;
import io.sextant.control.NodeIntent;
import io.sextant.control.WantedEndpoint;
import io.sextant.datapath.AddressPrefix;
import io.sextant.datapath.Datapath;
import io.sextant.datapath.Endpoint;
import io.sextant.flow.AgentEvent.AddressChanged;
import io.sextant.flow.AgentEvent.EndpointChanged;
import io.sextant.flow.AgentEvent.EndpointRegenerated;
import io.sextant.flow.Identities;
import io.sextant.flow.IpAddress;
import io.sextant.policy.CompiledPolicy;
import io.sextant.policy.Identity;
import io.sextant.policy.Traits;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The agent on the real kernel: two devices in a namespace of the test's own, and no traffic. */
@Tag("kernel")
class NodeAgentTest extends OwnNodeTest {
  private final TestCluster shop = new TestCluster();

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
  void realise_labelsAreNotKnown_waitsForIdentity() throws Exception {
    NodeAgent agent = node.agent(node.datapath());
    NodeIntent intent = shop.with(pod("cart", 1)).intent();
    WantedEndpoint wanted = intent.endpoints().getFirst();
    Identity init = new Identity(Identities.INIT, List.of("reserved:init"), Traits.NONE);
    agent.realise(
        TestCluster.only(
            intent,
            new WantedEndpoint(
                wanted.spec(), init, CompiledPolicy.OPEN, WantedEndpoint.Refusals.DROP)));
    assertThat(status(agent, "cart-1").state()).isEqualTo(EndpointState.WAITING_FOR_IDENTITY);
    agent.realise(intent);
    assertThat(status(agent, "cart-1").state()).isEqualTo(EndpointState.READY);
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
