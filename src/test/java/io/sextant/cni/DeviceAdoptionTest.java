package io.sextant.cni;

import static io.sextant.datapath.sys.IpCommand.ip;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Pairs that another plug-in made, found by either end. */
@Tag("kernel")
class DeviceAdoptionTest extends OwnNodeTest {
  private DeviceAdoption adoption;

  @BeforeEach
  void adopt() {
    adoption = new DeviceAdoption(node.namespace());
  }

  @Test
  void behind_findsTheNodesEnd_byNameToo() throws Exception {
    pair("cart", "node", "veth-cart");
    pair("pay", "node", "veth-pay");
    assertThat(adoption.behind(Path.of(node.path("cart")), "eth0").name()).isEqualTo("veth-cart");
    assertThat(adoption.behind(Path.of(node.path("pay")), "eth0"))
        .isEqualTo(adoption.named("veth-pay"));
  }

  @Test
  void behind_otherEndInAThirdNamespace_isNotTakenForAnotherOfTheNode() throws Exception {
    // The index of the far end is also that of a device of the node.
    pair("cart", "node", "veth-cart");
    node.add("router");
    pair("pay", "router", "veth-pay");
    assertThatThrownBy(() -> adoption.behind(Path.of(node.path("pay")), "eth0"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is in another namespace than the node's");
  }

  @Test
  void what_cannotBeAdopted_saysWhy() throws Exception {
    pair("cart", "node", "veth-cart");
    Path cart = Path.of(node.path("cart"));
    refused(() -> adoption.named("eth7"), "device eth7 is not on the node");
    refused(() -> adoption.named("lo"), "device lo is a real device, not a veth");
    refused(() -> adoption.behind(cart, "eth1"), "device eth1 is not in namespace " + cart);
    refused(
        () -> adoption.behind(Path.of("/run/netns/sxc-no"), "eth0"), "no such network namespace");
    refused(() -> adoption.behind(cart, "lo"), "device lo is a real device, not a veth");
    ip("-n", node.name("node"), "link", "add", "br0", "type", "bridge");
    refused(() -> adoption.named("br0"), "device br0 is of kind bridge, not a veth");
    ip("-n", node.name("node"), "link", "set", "veth-cart", "down");
    refused(() -> adoption.behind(cart, "eth0"), "device veth-cart is down: ip link set");
  }

  private static void refused(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable search, String complaint) {
    assertThatThrownBy(search).isInstanceOf(IOException.class).hasMessageContaining(complaint);
  }

  private void pair(String pod, String far, String device) throws IOException {
    node.add(pod);
    ip(
        "-n",
        node.name(far),
        "link",
        "add",
        device,
        "type",
        "veth",
        "peer",
        "name",
        "eth0",
        "netns",
        node.name(pod));
    ip("-n", node.name(far), "link", "set", device, "up");
    ip("-n", node.name(pod), "link", "set", "eth0", "up");
  }
}
