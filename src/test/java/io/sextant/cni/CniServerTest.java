package io.sextant.cni;

import static io.sextant.cni.TestAnswers.address;
import static io.sextant.cni.TestAnswers.failure;
import static io.sextant.cni.TestAnswers.json;
import static io.sextant.cni.TestAttachments.configuration;
import static io.sextant.datapath.sys.IpCommand.ip;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The whole way of a call, with real namespaces and devices. */
@Tag("kernel")
class CniServerTest extends OwnNodeTest {
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
    node.ping("node", address(result, 0));
    Process bad = node.plugin("ADD", "cart", CONFIGURATION);
    JsonNode told = JsonMapper.shared().readTree(bad.getInputStream().readAllBytes());
    assertThat(bad.waitFor()).isEqualTo(1);
    assertThat(told.path("code").asInt()).isEqualTo(4);
  }

  @Test
  void check_findsEachThingThatIsNotAsAdded() throws Exception {
    JsonNode cart = node.added("cart");
    String previous = configuration("1.1.0", ",\"prevResult\":" + cart);
    assertThat(node.call("CHECK", "cart", previous)).isEqualTo(CniAnswer.DONE);

    registry.trouble = "not-ready: rule set refused";
    assertThat(checked(previous))
        .isEqualTo("the endpoint of shop/cart: not-ready: rule set refused");
    registry.trouble = "";
    assertThat(checked(previous.replace("10.42.0.1", "10.42.0.9"))).contains("prevResult has");

    String pod = node.name("cart");
    String host = cart.path("interfaces").get(0).path("name").asString();
    ip("-n", node.name("node"), "route", "delete", "10.42.0.1");
    assertThat(checked(previous))
        .isEqualTo("the node's route to 10.42.0.1 by " + host + " is missing");
    ip("-n", pod, "route", "delete", "default");
    assertThat(checked(previous)).contains("the default route by 169.254.1.1 is missing");
    ip("-n", pod, "address", "delete", "10.42.0.1/32", "dev", "eth0");
    assertThat(checked(previous)).contains("address 10.42.0.1 is missing on eth0");
    ip("-n", pod, "link", "set", "eth0", "address", "02:00:00:00:00:01");
    assertThat(checked(previous)).contains("has MAC 02:00:00:00:00:01, not");
    ip("-n", pod, "link", "set", "eth0", "down");
    assertThat(checked(previous)).contains("device eth0 in the container is down");
    ip("-n", pod, "link", "delete", "eth0");
    assertThat(checked(previous))
        .contains("device eth0 in the container is missing", host + " on the node is missing");
  }

  @Test
  void gc_takesWhatIsNotListed_ofItsNetworkAlone() throws Exception {
    node.added("cart");
    node.added("pay");
    String valid = ",\"cni.dev/valid-attachments\":[{\"containerID\":\"pay\",\"ifname\":\"eth0\"}]";
    Map<String, String> gc = Map.of("CNI_COMMAND", "GC", "CNI_PATH", "/opt/cni/bin");
    String other = configuration("1.1.0", valid).replace("\"pods\"", "\"others\"");
    assertThat(node.call(gc, other)).isEqualTo(CniAnswer.DONE);
    assertThat(registry.pods()).containsExactly("cart", "pay");
    assertThat(node.call(gc, configuration("1.1.0", valid))).isEqualTo(CniAnswer.DONE);
    assertThat(registry.pods()).containsExactly("pay");
    assertThat(TestNode.link(node.name("node"), TestAttachments.id("pay").hostDevice()))
        .contains("UP");
    assertThat(node.leftovers()).noneMatch(line -> line.contains("10.42.0.1 "));
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

  private String checked(String previous) {
    JsonNode told = failure(node.call("CHECK", "cart", previous));
    assertThat(told.path("code").asInt()).isEqualTo(100);
    return told.path("msg").asString();
  }
}
