package io.sextant.cni;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.sextant.flow.Cidr;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What README says on how the plug-in is installed, done. */
@Tag("kernel")
@Timeout(120)
class InstallationTest {
  private static final Path LIST = Path.of("docs/10-sextant.conflist");

  @TempDir private Path machine;
  private Path home;
  private Path plugins;

  /** The distribution, with the classes of this build in place of the jar. */
  @BeforeEach
  void build() throws Exception {
    home = Files.createDirectories(machine.resolve("home"));
    plugins = Files.createDirectories(machine.resolve("opt/cni/bin"));
    Files.createDirectories(home.resolve("bin"));
    Files.createDirectories(home.resolve("target/app"));
    for (String script : List.of("sextant-cni", "jdk")) {
      Path copy = home.resolve("bin").resolve(script);
      Files.copy(Path.of("bin", script), copy, StandardCopyOption.COPY_ATTRIBUTES);
    }
    Path classes =
        Path.of(CniPlugin.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    Files.createSymbolicLink(home.resolve("target/app/sextant.jar"), classes);
  }

  @Test
  void readme_namesTheList_andARangeThatPoolsTake() throws IOException {
    String readme = Files.readString(Path.of("README.md"));
    assertThat(readme).contains(LIST.toString());
    Matcher range = Pattern.compile("SEXTANT_CNI_RANGES=(\\S+)").matcher(readme);
    assertThat(range.find()).isTrue();
    List<Cidr> ranges = List.of(Cidr.parse(range.group(1)));
    assertThatCode(() -> new AddressPool("pods", ranges)).doesNotThrowAnyException();
  }

  @Test
  void listAndLink_carryAPodFromAddToDel() throws Exception {
    Files.createSymbolicLink(plugins.resolve("sextant-cni"), home.resolve("bin/sextant-cni"));
    TestRegistry registry = new TestRegistry();
    try (TestNode node = new TestNode(machine, registry)) {
      node.add("cart");
      Said added = call(node, "ADD", Map.of());
      assertThat(added.code).as(added.text).isZero();
      JsonNode result = JsonMapper.shared().readTree(added.text);
      assertThat(registry.pods()).containsExactly("cart");
      Map<String, JsonNode> remembered = Map.of("prevResult", result);
      assertThat(call(node, "CHECK", remembered)).isEqualTo(Said.NOTHING);
      assertThat(call(node, "STATUS", Map.of())).isEqualTo(Said.NOTHING);
      assertThat(call(node, "DEL", remembered)).isEqualTo(Said.NOTHING);
      assertThat(registry.pods()).isEmpty();
      assertThat(node.leftovers()).isEmpty();
    }
  }

  @Test
  void copyInsteadOfALink_saysSo() throws Exception {
    Files.copy(
        home.resolve("bin/sextant-cni"),
        plugins.resolve("sextant-cni"),
        StandardCopyOption.COPY_ATTRIBUTES);
    Said said = run(Map.of("CNI_COMMAND", "STATUS"), "{}");
    assertThat(said.code).isEqualTo(1);
    JsonNode told = JsonMapper.shared().readTree(said.text);
    assertThat(told.path("msg").asString()).isEqualTo("sextant-cni is a copy");
    assertThat(told.path("details").asString()).contains("link");
  }

  /** What a process printed, and how it ended. */
  private record Said(int code, String text) {
    static final Said NOTHING = new Said(0, "");
  }

  private Said call(TestNode node, String verb, Map<String, JsonNode> more) throws Exception {
    Map<String, String> environment = TestAttachments.environment(verb, "cart", node.path("cart"));
    environment.put("SEXTANT_CNI_SOCKET", node.socket().toString());
    return run(environment, forOnePlugin(more));
  }

  /** As runtimes do: the plug-in's entry with version and name of the list. */
  private static String forOnePlugin(Map<String, JsonNode> more) throws IOException {
    JsonNode list = JsonMapper.shared().readTree(Files.readString(LIST));
    assertThat(list.propertyNames()).containsExactly("cniVersion", "name", "plugins");
    assertThat(list.path("plugins")).hasSize(1);
    ObjectNode plugin = (ObjectNode) list.path("plugins").get(0);
    plugin.set("cniVersion", list.path("cniVersion"));
    plugin.set("name", list.path("name"));
    more.forEach(plugin::set);
    return plugin.toString();
  }

  private Said run(Map<String, String> environment, String configuration) throws Exception {
    String type =
        JsonMapper.shared().readTree(Files.readString(LIST)).at("/plugins/0/type").asString();
    ProcessBuilder builder =
        new ProcessBuilder(plugins.resolve(type).toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().putAll(environment);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    Process process = builder.start();
    try (var in = process.getOutputStream()) {
      in.write(configuration.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // It failed before it read: its output says why.
    }
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Said(process.waitFor(), text);
  }
}
