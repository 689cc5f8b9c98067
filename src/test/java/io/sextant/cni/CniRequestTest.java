package io.sextant.cni;

import static io.sextant.cni.TestAttachments.configuration;
import static io.sextant.cni.TestAttachments.environment;
import static org.assertj.core.api.Assertions.assertThat;

import io.sextant.datapath.sys.NetworkNamespace;
import io.sextant.flow.Cidr;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Calls that must fail, and with what; none of them reaches a device. */
class CniRequestTest {
  private NodeWiring wiring;
  private CniVerbs verbs;
  private final TestRegistry registry = new TestRegistry();
  private AttachmentBook book;

  @BeforeEach
  void start(@TempDir Path directory) throws Exception {
    book =
        new AttachmentBook(
            directory.resolve("book"),
            new AddressPool("pods", List.of(Cidr.parse("10.42.0.0/30"))));
    wiring = new NodeWiring(NetworkNamespace.ofThread(), 1500);
    verbs = new CniVerbs(book, wiring, registry);
  }

  @AfterEach
  void stop() {
    wiring.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "CNI_COMMAND     | ''                 | 4 | CNI_COMMAND is \"\"",
        "CNI_COMMAND     | add                | 4 | CNI_COMMAND is \"add\"",
        "CNI_CONTAINERID | ''                 | 4 | CNI_CONTAINERID is missing or empty",
        "CNI_CONTAINERID | -begins            | 4 | CNI_CONTAINERID is \"-begins\"",
        "CNI_CONTAINERID | a/../b             | 4 | CNI_CONTAINERID is \"a/../b\"",
        "CNI_IFNAME      | ''                 | 4 | CNI_IFNAME is missing or empty",
        "CNI_IFNAME      | sixteen-letters1   | 4 | CNI_IFNAME is \"sixteen-letters1\"",
        "CNI_IFNAME      | ..                 | 4 | CNI_IFNAME is \"..\"",
        "CNI_IFNAME      | a/b                | 4 | CNI_IFNAME is \"a/b\"",
        "CNI_IFNAME      | a b                | 4 | CNI_IFNAME is \"a b\"",
        "CNI_NETNS       | ''                 | 4 | CNI_NETNS is missing or empty",
        "CNI_NETNS       | netns/cni-1        | 4 | CNI_NETNS is \"netns/cni-1\"",
        "CNI_NETNS       | /run/netns/sxc-no  | 4 | there is no such network namespace",
        "CNI_NETNS       | /etc/passwd        | 4 | Invalid argument",
        "CNI_NETNS       | /dev/null          | 4 | not a network namespace",
        "CNI_ARGS        | ''                 | 4 | CNI_ARGS has no K8S_POD_NAMESPACE",
        "CNI_ARGS        | K8S_POD_NAMESPACE=a;K8S_POD_NAME=../x | 4 | K8S_POD_NAME is \"../x\"",
        "CNI_ARGS        | nonsense           | 4 | CNI_ARGS has \"nonsense\"",
      })
  void add_withABadVariable_saysWhich(String name, String value, int code, String complaint) {
    // A real namespace where the variable is not about it; the pool would give an address.
    Map<String, String> environment = environment("ADD", "cart", "/proc/self/ns/net");
    environment.put(name, value);
    check(answer(environment, configuration("1.1.0", "")), "1.1.0", code, complaint);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "ADD    | ~~                                             | 6 | is no JSON object",
        "ADD    | {                                              | 6 | is not JSON",
        "ADD    | [1]                                            | 6 | is no JSON object",
        "ADD    | {\"name\":\"pods\",\"type\":\"s\"}             | 1 | cniVersion \"\" is not supported",
        "ADD    | {\"cniVersion\":\"0.4.0\",\"name\":\"pods\"}   | 1 | cniVersion \"0.4.0\" is not supported",
        "ADD    | {\"cniVersion\":\"2.0.0\",\"name\":\"pods\"}   | 1 | cniVersion \"2.0.0\" is not supported",
        "ADD    | {\"cniVersion\":1,\"name\":\"pods\"}           | 7 | cniVersion is 1",
        "ADD    | {\"cniVersion\":\"1.1.0\"}                     | 7 | name is missing",
        "ADD    | {\"cniVersion\":\"1.1.0\",\"name\":7}          | 7 | name is 7",
        "ADD    | {\"cniVersion\":\"1.1.0\",\"name\":\"a b\"}    | 7 | name is \"a b\"",
        "ADD    | {\"cniVersion\":\"1.1.0\",\"name\":\"p\",\"ipam\":{\"type\":\"x\"}} | 2 | field ipam ({\"type\":\"x\"}) is not supported",
        "ADD    | {\"cniVersion\":\"1.1.0\",\"name\":\"p\",\"mut\":1} | 2 | field mut (1) is not supported",
        "ADD    | {\"cniVersion\":\"1.1.0\",\"name\":\"p\",\"prevResult\":{}} | 7 | prevResult is given",
        "CHECK  | {\"cniVersion\":\"1.1.0\",\"name\":\"p\"}      | 3 | cart/eth0 is not attached to network p",
        "CHECK  | {\"cniVersion\":\"1.1.0\",\"name\":\"p\",\"prevResult\":{\"ips\":[{\"address\":\"x\"}]}} | 7 | prevResult.ips: address is \"x\"",
        "CHECK  | {\"cniVersion\":\"1.1.0\",\"name\":\"p\",\"prevResult\":{\"ips\":7}} | 7 | prevResult.ips is 7",
        "GC     | {\"cniVersion\":\"1.1.0\",\"name\":\"p\"}      | 7 | cni.dev/valid-attachments is missing",
        "GC     | {\"cniVersion\":\"1.1.0\",\"name\":\"p\",\"cni.dev/valid-attachments\":{}} | 7 | cni.dev/valid-attachments is {}",
        "GC     | {\"cniVersion\":\"1.1.0\",\"name\":\"p\",\"cni.dev/valid-attachments\":[{}]} | 7 | containerID is missing",
        "GC     | {\"cniVersion\":\"1.0.0\",\"name\":\"p\"}      | 1 | GC is not in version 1.0.0",
        "STATUS | {\"cniVersion\":\"1.0.0\",\"name\":\"p\"}      | 1 | STATUS is not in version 1.0.0",
      })
  void call_withABadConfiguration_saysWhat(String verb, String json, int code, String complaint) {
    CniAnswer answer = answer(environment(verb, "cart", "/proc/self/ns/net"), json);
    String version = json.contains("\"1.0.0\"") ? "1.0.0" : "1.1.0";
    check(answer, version, code, complaint);
  }

  @Test
  void version_ofTheCallerIsKept_andAllAreTold() throws Exception {
    for (String version : List.of("1.0.0", "1.1.0")) {
      JsonNode told = json(answer(Map.of("CNI_COMMAND", "VERSION"), configuration(version, "")));
      assertThat(told.path("cniVersion").asString()).isEqualTo(version);
      assertThat(told.path("supportedVersions").toString()).isEqualTo("[\"1.0.0\",\"1.1.0\"]");
    }
  }

  @Test
  void status_isGoodUntilTheAgentIsNotReadyOrThePoolIsEmpty() throws Exception {
    Map<String, String> status = Map.of("CNI_COMMAND", "STATUS");
    assertThat(answer(status, configuration("1.1.0", ""))).isEqualTo(CniAnswer.DONE);
    registry.unready = "the datapath is not loaded";
    check(answer(status, configuration("1.1.0", "")), "1.1.0", 50, "the datapath is not loaded");
    registry.unready = "";
    book.open(TestAttachments.id("a"), TestAttachments.pod("a"), "/run/netns/a");
    book.open(TestAttachments.id("b"), TestAttachments.pod("b"), "/run/netns/b");
    check(answer(status, configuration("1.1.0", "")), "1.1.0", 50, "pods has no free IPv4 address");
    check(
        answer(environment("ADD", "c", "/proc/self/ns/net"), configuration("1.1.0", "")),
        "1.1.0",
        11,
        "pods has no free IPv4 address");
  }

  @Test
  void del_ofWhatWasNeverAdded_isDone() {
    Map<String, String> del = environment("DEL", "cart", "/run/netns/sxc-no");
    assertThat(answer(del, configuration("1.0.0", ""))).isEqualTo(CniAnswer.DONE);
    del.remove("CNI_NETNS");
    del.remove("CNI_ARGS");
    assertThat(answer(del, configuration("1.1.0", ""))).isEqualTo(CniAnswer.DONE);
  }

  @Test
  void anyBytes_areAnsweredInTheForm() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    byte[] good =
        configuration("1.1.0", ",\"prevResult\":{\"ips\":[{\"address\":\"10.0.0.1/32\"}]}")
            .getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < 3000; i++) {
      byte[] bytes = good.clone();
      for (int n = random.nextInt(4); n >= 0; n--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      String[] verbsTried = {"ADD", "CHECK", "DEL", "GC", "STATUS", "VERSION"};
      String verb = verbsTried[random.nextInt(verbsTried.length)];
      CniAnswer answer =
          verbs.answer(new CniRequest(environment(verb, "cart", "/run/netns/sxc-no"), bytes));
      if (answer.exitCode() != 0) {
        JsonNode told = json(answer);
        assertThat(told.path("code").asInt()).as("seed %d: %s", seed, answer).isBetween(1, 11);
        assertThat(answer.text()).as("seed %d", seed).doesNotContain("the agent failed");
      }
    }
    assertThat(book.all()).isEmpty();
  }

  private CniAnswer answer(Map<String, String> environment, String json) {
    return verbs.answer(new CniRequest(environment, json.getBytes(StandardCharsets.UTF_8)));
  }

  private void check(CniAnswer answer, String version, int code, String complaint) {
    assertThat(answer.exitCode()).as(answer.text()).isNotZero();
    JsonNode told = json(answer);
    assertThat(told.propertyNames()).containsExactly("cniVersion", "code", "msg", "details");
    assertThat(told.path("msg").asString()).contains(complaint);
    assertThat(told.path("code").asInt()).isEqualTo(code);
    assertThat(told.path("cniVersion").asString()).isEqualTo(version);
    assertThat(told.path("details").asString()).isNotEmpty();
    assertThat(registry.pods()).isEmpty();
  }

  private static JsonNode json(CniAnswer answer) {
    return JsonMapper.shared().readTree(answer.text());
  }
}
