package io.sextant.cni;

import static io.sextant.cni.TestAttachments.configuration;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sextant.datapath.sys.NetworkNamespace;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
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
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The whole way of a call, with real namespaces and devices. */
@Tag("kernel")
@Timeout(120)
class CniServerTest {
  private static final String CONFIGURATION = configuration("1.1.0", "");
  private static final Duration SOON = Duration.ofSeconds(20);

  private TestNode node;
  private TestRegistry registry;

  @BeforeEach
  void start(@TempDir Path directory) throws IOException {
    registry = new TestRegistry();
    node = new TestNode(directory, registry);
  }

  @AfterEach
  void stop() throws IOException {
    node.close();
  }

  @Test
  void add_twoPods_talkToEachOtherAndTheNode_untilDel() throws Exception {
    JsonNode cart = added("cart");
    JsonNode pay = added("pay");
    for (int family = 0; family < 2; family++) {
      String payAddress = address(pay, family);
      ping("cart", payAddress);
      ping("node", payAddress);
      ping("pay", address(cart, family));
      ping("pay", family == 0 ? "192.0.2.1" : "2001:db8::1");
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
    JsonNode result = added("cart");
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
    assertThat(link(node.name("cart"), "eth0")).contains(pod.path("mac").asString(), "mtu 1400");
    assertThat(link(node.name("node"), host.path("name").asString()))
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
    ping("node", address(cart, 1));
  }

  @Test
  void add_endpointRefused_leavesNothing() throws Exception {
    registry.refusal = "policy map full";
    node.add("cart");
    JsonNode told = failure(node.call("ADD", "cart", CONFIGURATION));
    assertThat(told.path("code").asInt()).isEqualTo(5);
    assertThat(told.path("msg").asString()).isEqualTo("policy map full");
    nothingIsLeft("cart");
    registry.refusal = "";
    assertThat(address(json(node.call("ADD", "cart", CONFIGURATION)), 0))
        .as("the address rests")
        .isEqualTo("10.42.0.2");
  }

  @Test
  void add_deviceIsThereAlready_leavesItAlone() throws Exception {
    node.add("cart");
    TestNode.ip("-n", node.name("cart"), "link", "add", "eth0", "type", "bridge");
    JsonNode told = failure(node.call("ADD", "cart", CONFIGURATION));
    assertThat(told.path("code").asInt()).isEqualTo(5);
    assertThat(told.path("msg").asString()).contains("create the devices sxt", "File exists");
    assertThat(link(node.name("cart"), "eth0")).contains("bridge");
    assertThat(node.leftovers()).isEmpty();
  }

  @Test
  void add_twice_isRefused_andTheFirstStays() throws Exception {
    JsonNode cart = added("cart");
    assertThat(failure(node.call("ADD", "cart", CONFIGURATION)).path("msg").asString())
        .contains("are attached already");
    ping("node", address(cart, 0));
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
    nothingIsLeft("cart");
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
    nothingIsLeft("cart");
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
  void caller_thatSpeaksOtherwise_isHungUpOn_andTheNextServed() throws Exception {
    for (String nonsense : List.of("GET / HTTP/1.1\r\n\r\n", "SXC1\u007f\u007f\u007f\u007f", "")) {
      try (SocketChannel caller = SocketChannel.open(UnixDomainSocketAddress.of(node.socket()))) {
        caller.write(ByteBuffer.wrap(nonsense.getBytes(StandardCharsets.UTF_8)));
        caller.shutdownOutput();
        assertThat(caller.read(ByteBuffer.allocate(1))).as(nonsense).isEqualTo(-1);
      } catch (java.net.SocketException e) {
        assertThat(e).hasMessageContaining("reset");
      }
    }
    assertThat(node.call("STATUS", "none", CONFIGURATION)).isEqualTo(CniAnswer.DONE);
  }

  @Test
  void restart_afterAKillInTheMiddle_takesTheRestAway() throws Exception {
    node.add("cart");
    TestRegistry next = node.killInTheMiddleOfAnAdd("cart");
    nothingIsLeft("cart");
    assertThat(next.pods()).isEmpty();
  }

  /** The script of the distribution, with the classes of this build in place of the jar. */
  @Test
  void script_carriesTheCall(@TempDir Path home) throws Exception {
    Files.createDirectories(home.resolve("target/app"));
    Files.createDirectories(home.resolve("bin"));
    for (String script : List.of("sextant-cni", "jdk")) {
      Files.copy(
          Path.of("bin", script),
          home.resolve("bin").resolve(script),
          StandardCopyOption.COPY_ATTRIBUTES);
    }
    Process unbuilt = script(home);
    JsonNode told = JsonMapper.shared().readTree(unbuilt.getInputStream().readAllBytes());
    assertThat(unbuilt.waitFor()).isEqualTo(1);
    assertThat(told.path("msg").asString()).isEqualTo("sextant is not built");

    Path classes =
        Path.of(CniPlugin.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    Files.createSymbolicLink(home.resolve("target/app/sextant.jar"), classes);
    Process built = script(home);
    assertThat(built.getInputStream().readAllBytes()).isEmpty();
    assertThat(built.waitFor()).isZero();
  }

  private Process script(Path home) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(home.resolve("bin/sextant-cni").toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put("CNI_COMMAND", "STATUS");
    builder.environment().put("SEXTANT_CNI_SOCKET", node.socket().toString());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    Process process = builder.start();
    try (var in = process.getOutputStream()) {
      in.write(CONFIGURATION.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // It failed before it read: its output says why.
    }
    return process;
  }

  @Test
  void plugin_asAProcess_printsTheResultOrTheError() throws Exception {
    node.add("cart");
    Process good = node.plugin("ADD", "cart", CONFIGURATION);
    JsonNode result = JsonMapper.shared().readTree(good.getInputStream().readAllBytes());
    assertThat(good.waitFor()).isZero();
    ping("node", address(result, 0));
    Process bad = node.plugin("ADD", "cart", CONFIGURATION);
    JsonNode told = JsonMapper.shared().readTree(bad.getInputStream().readAllBytes());
    assertThat(bad.waitFor()).isEqualTo(1);
    assertThat(told.path("code").asInt()).isEqualTo(4);
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
    nothingIsLeft("cart");
  }

  @Test
  void check_findsEachThingThatIsNotAsAdded() throws Exception {
    JsonNode cart = added("cart");
    String previous = configuration("1.1.0", ",\"prevResult\":" + cart);
    assertThat(node.call("CHECK", "cart", previous)).isEqualTo(CniAnswer.DONE);

    registry.trouble = "not-ready: rule set refused";
    assertThat(checked(previous))
        .isEqualTo("the endpoint of shop/cart: not-ready: rule set refused");
    registry.trouble = "";
    assertThat(checked(previous.replace("10.42.0.1", "10.42.0.9"))).contains("prevResult has");

    String pod = node.name("cart");
    String host = cart.path("interfaces").get(0).path("name").asString();
    TestNode.ip("-n", node.name("node"), "route", "delete", "10.42.0.1");
    assertThat(checked(previous))
        .isEqualTo("the node's route to 10.42.0.1 by " + host + " is missing");
    TestNode.ip("-n", pod, "route", "delete", "default");
    assertThat(checked(previous)).contains("the default route by 169.254.1.1 is missing");
    TestNode.ip("-n", pod, "address", "delete", "10.42.0.1/32", "dev", "eth0");
    assertThat(checked(previous)).contains("address 10.42.0.1 is missing on eth0");
    TestNode.ip("-n", pod, "link", "set", "eth0", "address", "02:00:00:00:00:01");
    assertThat(checked(previous)).contains("has MAC 02:00:00:00:00:01, not");
    TestNode.ip("-n", pod, "link", "set", "eth0", "down");
    assertThat(checked(previous)).contains("device eth0 in the container is down");
    TestNode.ip("-n", pod, "link", "delete", "eth0");
    assertThat(checked(previous))
        .contains("device eth0 in the container is missing", host + " on the node is missing");
  }

  @Test
  void gc_takesWhatIsNotListed_ofItsNetworkAlone() throws Exception {
    added("cart");
    added("pay");
    String valid = ",\"cni.dev/valid-attachments\":[{\"containerID\":\"pay\",\"ifname\":\"eth0\"}]";
    Map<String, String> gc = Map.of("CNI_COMMAND", "GC", "CNI_PATH", "/opt/cni/bin");
    String other = configuration("1.1.0", valid).replace("\"pods\"", "\"others\"");
    assertThat(node.call(gc, other)).isEqualTo(CniAnswer.DONE);
    assertThat(registry.pods()).containsExactly("cart", "pay");
    assertThat(node.call(gc, configuration("1.1.0", valid))).isEqualTo(CniAnswer.DONE);
    assertThat(registry.pods()).containsExactly("pay");
    assertThat(link(node.name("node"), TestAttachments.id("pay").hostDevice())).contains("UP");
    assertThat(node.leftovers()).noneMatch(line -> line.contains("10.42.0.1 "));
  }

  @Test
  void restart_remembersPods_andForgetsThoseWhoseNamespaceIsGone() throws Exception {
    JsonNode cart = added("cart");
    added("pay");
    node.delete("pay");
    TestRegistry next = node.restart();
    assertThat(next.pods()).containsExactly("cart");
    ping("node", address(cart, 0));
    assertThat(node.leftovers()).noneMatch(line -> line.contains("10.42.0.2"));
    assertThat(address(added("next"), 0)).isEqualTo("10.42.0.3");
    assertThat(node.call("DEL", "cart", CONFIGURATION)).isEqualTo(CniAnswer.DONE);
    assertThat(next.pods()).containsExactly("next");
  }

  @Test
  void restart_takesBackAnAddThatWasCutOff() throws Exception {
    registry.gate = new CountDownLatch(1);
    node.add("cart");
    try (ExecutorService runtime = Executors.newSingleThreadExecutor()) {
      Future<CniAnswer> cut = runtime.submit(() -> node.call("ADD", "cart", CONFIGURATION));
      assertThat(registry.asked.await(20, TimeUnit.SECONDS)).isTrue();
      node.restart();
      assertThat(cut.get().exitCode()).isNotZero();
    }
    nothingIsLeft("cart");
  }

  @Test
  void socket_isItsOwnersAlone_andNotSharedByTwoAgents() throws Exception {
    assertThat(Files.getPosixFilePermissions(node.socket()))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    assertThatThrownBy(() -> new TestNode(requireNonNull(node.socket().getParent()), registry))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("another agent serves");
  }

  @Test
  void agentAway_isToldSo_andVersionAnsweredAllTheSame(@TempDir Path nowhere) {
    CniPlugin plugin = new CniPlugin(nowhere.resolve("cni.sock"));
    String json = CONFIGURATION;
    assertThat(failure(plugin.call(Map.of("CNI_COMMAND", "STATUS"), json)).path("code").asInt())
        .isEqualTo(50);
    JsonNode told = failure(plugin.call(Map.of("CNI_COMMAND", "DEL"), json));
    assertThat(told.path("code").asInt()).isEqualTo(11);
    assertThat(told.path("details").asString()).contains("sextant run");
    assertThat(json(plugin.call(Map.of("CNI_COMMAND", "VERSION"), json)).propertyNames())
        .containsExactly("cniVersion", "supportedVersions");
  }

  private JsonNode added(String pod) throws IOException {
    node.add(pod);
    return json(node.call("ADD", pod, CONFIGURATION));
  }

  private static JsonNode json(CniAnswer answer) {
    assertThat(answer.exitCode()).as(answer.text()).isZero();
    return JsonMapper.shared().readTree(answer.text());
  }

  private static JsonNode failure(CniAnswer answer) {
    assertThat(answer.exitCode()).as(answer.text()).isNotZero();
    return JsonMapper.shared().readTree(answer.text());
  }

  private String checked(String previous) {
    JsonNode told = failure(node.call("CHECK", "cart", previous));
    assertThat(told.path("code").asInt()).isEqualTo(100);
    return told.path("msg").asString();
  }

  private static String address(JsonNode result, int family) {
    return result.path("ips").get(family).path("address").asString().split("/", 2)[0];
  }

  private void nothingIsLeft(String pod) throws IOException {
    assertThat(node.leftovers()).isEmpty();
    assertThat(registry.pods()).isEmpty();
    assertThat(TestNode.output("ip", "-n", node.name(pod), "-o", "link", "show", "type", "veth"))
        .isEmpty();
  }

  private static String link(String namespace, String device) throws IOException {
    return String.join(
        " ", TestNode.output("ip", "-n", namespace, "-d", "-o", "link", "show", device));
  }

  /** From inside a pod; raw sockets of Java, so that no ping need be installed. */
  private void ping(String from, String to) throws IOException {
    try (NetworkNamespace pod = NetworkNamespace.open(node.name(from))) {
      boolean answered =
          pod.<Boolean, IOException>call(() -> InetAddress.ofLiteral(to).isReachable(3000));
      assertThat(answered).as("%s reaches %s", from, to).isTrue();
    }
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
