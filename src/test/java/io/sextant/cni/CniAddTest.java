package io.sextant.cni;

import static io.sextant.cni.TestAnswers.address;
import static io.sextant.cni.TestAnswers.failure;
import static io.sextant.cni.TestAnswers.json;
import static io.sextant.cni.TestAttachments.configuration;
import static io.sextant.datapath.sys.IpCommand.ip;
import static org.assertj.core.api.Assertions.assertThat;

import io.sextant.datapath.sys.NetworkNamespace;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Pods that come and go: what ADD and DEL make of real namespaces and devices. */
@Tag("kernel")
class CniAddTest extends OwnNodeTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  @Test
  void add_twoPods_talkToEachOtherAndTheNode_untilDel() throws Exception {
    JsonNode cart = node.added("cart");
    JsonNode pay = node.added("pay");
    for (int family = 0; family < 2; family++) {
      String payAddress = address(pay, family);
      node.ping("cart", payAddress);
      node.ping("node", payAddress);
      node.ping("pay", address(cart, family));
      node.ping("pay", family == 0 ? "192.0.2.1" : "2001:db8::1");
      assertThat(talk("cart", "pay", payAddress)).isEqualTo("what is it?");
    }
    assertThat(registry.pods()).containsExactly("cart", "pay");

    assertThat(node.call("DEL", "cart", CONFIGURATION)).isEqualTo(CniAnswer.DONE);
    assertThat(node.call("DEL", "cart", CONFIGURATION)).as("again").isEqualTo(CniAnswer.DONE);
    assertThat(registry.pods()).containsExactly("pay");
    node.delete("pay");
    assertThat(node.call("DEL", "pay", CONFIGURATION))
        .as("its namespace is gone")
        .isEqualTo(CniAnswer.DONE);
    assertThat(node.leftovers()).isEmpty();
    assertThat(registry.pods()).isEmpty();
  }

  @Test
  void add_tellsWhatTheSpecificationAsksFor() throws Exception {
    JsonNode result = node.added("cart");
    assertThat(result.propertyNames()).containsExactly("cniVersion", "interfaces", "ips", "routes");
    assertThat(result.path("cniVersion").asString()).isEqualTo("1.1.0");
    JsonNode host = result.path("interfaces").get(0);
    JsonNode pod = result.path("interfaces").get(1);
    assertThat(host.propertyNames()).containsExactly("name", "mac", "mtu");
    assertThat(pod.propertyNames()).containsExactly("name", "mac", "mtu", "sandbox");
    assertThat(pod.path("sandbox").asString()).isEqualTo(node.path("cart"));
    assertThat(result.path("ips").toString())
        .isEqualTo(
            """
            [{"address":"10.42.0.1/32","gateway":"169.254.1.1","interface":1},\
            {"address":"fd42::1/128","gateway":"fe80::1","interface":1}]\
            """);
    assertThat(result.path("routes").toString())
        .isEqualTo(
            """
            [{"dst":"0.0.0.0/0","gw":"169.254.1.1"},{"dst":"::/0","gw":"fe80::1"}]\
            """);
    assertThat(TestNode.link(node.name("cart"), "eth0"))
        .contains(pod.path("mac").asString(), "mtu 1400");
    assertThat(TestNode.link(node.name("node"), host.path("name").asString()))
        .contains(host.path("mac").asString(), "mtu 1400", "state UP");

    node.add("old");
    JsonNode old =
        json(node.call("ADD", "old", configuration("1.0.0", ",\"dns\":{\"domain\":\"shop\"}")));
    assertThat(old.path("cniVersion").asString()).isEqualTo("1.0.0");
    assertThat(old.path("interfaces").get(1).propertyNames())
        .containsExactly("name", "mac", "sandbox");
    assertThat(old.path("dns").toString()).isEqualTo("{\"domain\":\"shop\"}");
  }

  @Test
  void add_intoANamespaceWithoutIpv6_switchesItOn() throws Exception {
    node.add("cart");
    try (NetworkNamespace pod = NetworkNamespace.open(node.name("cart"))) {
      pod.run(() -> Files.writeString(Path.of("/proc/sys/net/ipv6/conf/all/disable_ipv6"), "1"));
      pod.run(
          () -> Files.writeString(Path.of("/proc/sys/net/ipv6/conf/default/disable_ipv6"), "1"));
    }
    JsonNode cart = json(node.call("ADD", "cart", CONFIGURATION));
    node.ping("node", address(cart, 1));
  }

  @Test
  void add_endpointRefused_leavesNothing() throws Exception {
    registry.refusal = "policy map full";
    node.add("cart");
    JsonNode told = failure(node.call("ADD", "cart", CONFIGURATION));
    assertThat(told.path("code").asInt()).isEqualTo(5);
    assertThat(told.path("msg").asString()).isEqualTo("policy map full");
    node.nothingIsLeft("cart");
    registry.refusal = "";
    assertThat(address(json(node.call("ADD", "cart", CONFIGURATION)), 0))
        .as("the address rests")
        .isEqualTo("10.42.0.2");
  }

  @Test
  void add_deviceIsThereAlready_leavesItAlone() throws Exception {
    node.add("cart");
    ip("-n", node.name("cart"), "link", "add", "eth0", "type", "bridge");
    JsonNode told = failure(node.call("ADD", "cart", CONFIGURATION));
    assertThat(told.path("code").asInt()).isEqualTo(5);
    assertThat(told.path("msg").asString()).contains("create the devices sxt", "File exists");
    assertThat(TestNode.link(node.name("cart"), "eth0")).contains("bridge");
    assertThat(node.leftovers()).isEmpty();
  }

  @Test
  void add_twice_isRefused_andTheFirstStays() throws Exception {
    JsonNode cart = node.added("cart");
    assertThat(failure(node.call("ADD", "cart", CONFIGURATION)).path("msg").asString())
        .contains("are attached already");
    node.ping("node", address(cart, 0));
  }

  @Test
  void add_whileAnotherIsUnderWay_isToldToTryAgain_andDelToo() throws Exception {
    registry.gate = new CountDownLatch(1);
    node.add("cart");
    try (ExecutorService runtime = Executors.newSingleThreadExecutor()) {
      Future<CniAnswer> first = runtime.submit(() -> node.call("ADD", "cart", CONFIGURATION));
      assertThat(registry.asked.await(20, TimeUnit.SECONDS)).isTrue();
      assertThat(failure(node.call("DEL", "cart", CONFIGURATION)).path("code").asInt())
          .isEqualTo(11);
      registry.gate.countDown();
      assertThat(first.get().exitCode()).isZero();
    }
    assertThat(node.call("DEL", "cart", CONFIGURATION)).isEqualTo(CniAnswer.DONE);
    node.nothingIsLeft("cart");
  }

  @Test
  void add_pluginKilledWhileItWaits_leavesNothing() throws Exception {
    registry.gate = new CountDownLatch(1);
    node.add("cart");
    Process plugin = node.plugin("ADD", "cart", CONFIGURATION);
    assertThat(registry.asked.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(node.leftovers()).isNotEmpty();
    plugin.destroyForcibly().waitFor();
    registry.gate.countDown();
    Awaitility.await().atMost(SOON).until(() -> node.leftovers().isEmpty());
    Awaitility.await().atMost(SOON).until(() -> registry.pods().isEmpty());
    node.nothingIsLeft("cart");
  }

  @Test
  void add_pluginEndsBeforeItReadTheAnswer_leavesNothing() throws Exception {
    node.add("cart");
    CniRequest request =
        new CniRequest(
            TestAttachments.environment("ADD", "cart", node.path("cart")), CONFIGURATION);
    try (SocketChannel plugin = SocketChannel.open(UnixDomainSocketAddress.of(node.socket()))) {
      CniFrames.write(new DataOutputStream(Channels.newOutputStream(plugin)), request);
      CniAnswer answer = CniFrames.readAnswer(new DataInputStream(Channels.newInputStream(plugin)));
      assertThat(answer.exitCode()).isZero();
      assertThat(node.leftovers()).isNotEmpty();
    }
    Awaitility.await().atMost(SOON).until(() -> registry.pods().isEmpty());
    Awaitility.await().atMost(SOON).until(() -> node.leftovers().isEmpty());
  }

  @Test
  void add_manyAtOnce_eachGetsItsOwn_untilThePoolIsEmpty() throws Exception {
    int pods = 16;
    for (int i = 0; i < pods; i++) {
      node.add("p" + i);
    }
    List<JsonNode> good = new ArrayList<>();
    List<JsonNode> bad = new ArrayList<>();
    try (ExecutorService runtime = Executors.newFixedThreadPool(pods)) {
      List<Future<CniAnswer>> calls = new ArrayList<>();
      for (int i = 0; i < pods; i++) {
        String pod = "p" + i;
        calls.add(runtime.submit(() -> node.call("ADD", pod, CONFIGURATION)));
      }
      for (Future<CniAnswer> call : calls) {
        (call.get().exitCode() == 0 ? good : bad)
            .add(JsonMapper.shared().readTree(call.get().text()));
      }
      Set<String> addresses = new HashSet<>();
      good.forEach(result -> addresses.add(address(result, 0)));
      assertThat(addresses).as("a /28 has 14").hasSize(14);
      assertThat(bad).hasSize(2).allMatch(told -> told.path("code").asInt() == 11);
      calls.clear();
      for (int i = 0; i < pods; i++) {
        String pod = "p" + i;
        calls.add(runtime.submit(() -> node.call("DEL", pod, CONFIGURATION)));
      }
      for (Future<CniAnswer> call : calls) {
        assertThat(call.get()).isEqualTo(CniAnswer.DONE);
      }
    }
    assertThat(node.leftovers()).isEmpty();
    assertThat(registry.pods()).isEmpty();
  }

  @Test
  void addAndDel_repeated_leaveNothing() throws Exception {
    node.add("cart");
    Set<String> addresses = new HashSet<>();
    for (int i = 0; i < 40; i++) {
      addresses.add(address(json(node.call("ADD", "cart", CONFIGURATION)), 0));
      assertThat(node.call("DEL", "cart", CONFIGURATION)).isEqualTo(CniAnswer.DONE);
    }
    assertThat(addresses).hasSize(14);
    node.nothingIsLeft("cart");
  }

  /** One line over TCP, echoed. */
  private String talk(String from, String to, String address) throws Exception {
    try (NetworkNamespace caller = NetworkNamespace.open(node.name(from));
        NetworkNamespace called = NetworkNamespace.open(node.name(to));
        ServerSocketChannel server = called.call(ServerSocketChannel::open);
        SocketChannel client = caller.call(SocketChannel::open)) {
      InetAddress target = InetAddress.ofLiteral(address);
      server.bind(new InetSocketAddress(target, 0));
      int port = ((InetSocketAddress) server.getLocalAddress()).getPort();
      client.socket().connect(new InetSocketAddress(target, port), 3000);
      client.write(ByteBuffer.wrap("what is it?".getBytes(StandardCharsets.UTF_8)));
      client.shutdownOutput();
      try (SocketChannel accepted = server.accept()) {
        return new String(
            accepted.socket().getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      }
    }
  }
}
