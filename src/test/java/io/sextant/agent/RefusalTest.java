package io.sextant.agent;

import static io.sextant.agent.TestCluster.denying;
import static io.sextant.agent.TestCluster.onlyFrom;
import static io.sextant.agent.TestCluster.pod;
import static io.sextant.agent.TestNode.endpoint;
import static io.sextant.agent.TestNode.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sextant.control.AddressEntry;
import io.sextant.control.NodeIntent;
import io.sextant.datapath.Datapath;
import io.sextant.datapath.DatapathConfig;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What does not fit, or fails in the kernel, leaves the kernel as it was and says why. */
@Tag("kernel")
class RefusalTest extends OwnNodeTest {
  private final TestCluster shop = new TestCluster();

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
}
