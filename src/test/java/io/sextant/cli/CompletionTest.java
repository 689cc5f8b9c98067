package io.sextant.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sextant.proto.observer.GetNamespacesResponse;
import io.sextant.proto.observer.GetNodesResponse;
import io.sextant.proto.observer.Namespace;
import io.sextant.proto.observer.Node;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Completion in a real bash, and what the server is asked for it. */
@Timeout(60)
class CompletionTest {
  /** Completes the line as readline does: splits it at the word breaks, calls the function. */
  private static final String DRIVER =
      """
      source "$1"
      COMP_LINE=$2
      COMP_POINT=${#2}
      IFS=' ' read -ra COMP_WORDS <<<"$2"
      [[ $2 == *' ' ]] && COMP_WORDS+=("")
      COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
      _sextant
      printf '%s\\n' "${COMPREPLY[@]}"
      """;

  @TempDir private Path folder;
  private Path script;

  @BeforeEach
  void write() throws IOException {
    TestTerminal terminal = new TestTerminal();
    assertThat(terminal.run("completion", "bash")).as(terminal.err()).isZero();
    script = Files.writeString(folder.resolve("sextant.bash"), terminal.out());
  }

  @Test
  void commands_areOffered() throws Exception {
    assertThat(complete("sextant "))
        .contains("observe", "status", "list", "watch", "config", "completion")
        .doesNotContain("complete");
    assertThat(complete("sextant ob")).containsExactly("observe");
    assertThat(complete("sextant list ")).contains("nodes", "namespaces");
    assertThat(complete("sextant w ")).contains("peers");
    assertThat(complete("./sextant --debug config s")).containsExactly("set");
  }

  @Test
  void flags_areOffered() throws Exception {
    assertThat(complete("sextant observe --verd")).containsExactly("--verdict");
    assertThat(complete("sextant observe -f --from-po"))
        .containsExactlyInAnyOrder("--from-pod", "--from-port");
    assertThat(complete("sextant status --tls-c"))
        .containsExactlyInAnyOrder(
            "--tls-ca-cert-files", "--tls-client-cert-file", "--tls-client-key-file");
    assertThat(complete("sextant list nodes -")).contains("-o", "--output", "--server", "-h");
    assertThat(complete("sextant status --verdict-")).isEmpty();
  }

  @Test
  void values_areOffered() throws Exception {
    assertThat(complete("sextant observe --verdict DR")).containsExactly("DROPPED");
    assertThat(complete("sextant observe --verdict dr")).containsExactly("DROPPED");
    assertThat(complete("sextant observe --verdict=dr")).containsExactly("DROPPED");
    assertThat(complete("sextant status -o ")).contains("compact", "dict", "json", "table");
    assertThat(complete("sextant list nodes -o w")).containsExactly("wide");
    assertThat(complete("sextant observe --drop-reason-desc policy_d"))
        .containsExactlyInAnyOrder("POLICY_DENIED", "POLICY_DENY");
    assertThat(complete("sextant observe --to-identity w"))
        .containsExactlyInAnyOrder("world", "world-ipv4", "world-ipv6");
    assertThat(complete("sextant observe --time-format RFC11")).containsExactly("RFC1123Z");
    assertThat(complete("sextant observe --pod ")).isEmpty();
    assertThat(complete("sextant config get tls-s")).containsExactly("tls-server-name");
    assertThat(complete("sextant completion z")).containsExactly("zsh");
  }

  @Test
  void values_withAColonGoOnBehindIt() throws Exception {
    assertThat(complete("sextant observe -t trace")).contains("trace", "trace:to-endpoint");
    assertThat(complete("sextant observe -t trace:to-e")).containsExactly("to-endpoint");
  }

  @Test
  void files_areOffered() throws Exception {
    Path key = Files.createFile(folder.resolve("my key.pem"));
    assertThat(complete("sextant status --tls-ca-cert-files " + folder + "/my"))
        .containsExactly(key.toString());
  }

  @Test
  void namespacesAndNodes_areAskedOfTheServerOfTheLine() throws Exception {
    try (ScriptedServer server = ScriptedServer.plain()) {
      server.namespaces =
          GetNamespacesResponse.newBuilder()
              .addNamespaces(Namespace.newBuilder().setCluster("a").setNamespace("shop"))
              .addNamespaces(Namespace.newBuilder().setCluster("b").setNamespace("shop"))
              .addNamespaces(Namespace.newBuilder().setCluster("b").setNamespace("payments"))
              .build();
      server.nodes =
          GetNodesResponse.newBuilder().addNodes(Node.newBuilder().setName("n1")).build();
      TestTerminal terminal = new TestTerminal();
      assertThat(
              terminal.run(
                  "complete",
                  "namespaces",
                  "--",
                  "observe",
                  "-f",
                  "--not",
                  "--server",
                  server.address(),
                  "-n",
                  ""))
          .isZero();
      assertThat(
              terminal.run(
                  "complete", "nodes", "--", "observe", "--help", "--server=" + server.address()))
          .isZero();
      assertThat(terminal.out()).isEqualTo("shop\npayments\nn1\n");
      assertThat(terminal.err()).isEmpty();
    }
  }

  @Test
  void trouble_isNotToldToSomebodyWhoTypes() {
    for (List<String> line :
        List.of(
            List.of("namespaces", "--", "--server", "unix:///nowhere"),
            List.of("namespaces", "--", "--server", "nonsense"),
            List.of("namespaces", "--", "--server"),
            List.of("nonsense", "--", "observe"))) {
      TestTerminal terminal = new TestTerminal();
      String[] arguments = new String[line.size() + 1];
      arguments[0] = "complete";
      System.arraycopy(line.toArray(), 0, arguments, 1, line.size());
      assertThat(terminal.run(arguments)).isZero();
      assertThat(terminal.out() + terminal.err()).isEmpty();
    }
  }

  @Test
  void live_valuesComeThroughTheScript() throws Exception {
    Path fake = folder.resolve("sextant");
    Files.writeString(
        fake, "#!/bin/sh\n[ \"$*\" = \"complete namespaces -- observe -n sh\" ] && echo shop\n");
    assertThat(fake.toFile().setExecutable(true)).isTrue();
    assertThat(complete(fake + " observe -n sh")).containsExactly("shop");
  }

  @Test
  void otherShells_haveTheSameWords() {
    for (String shell : List.of("zsh", "fish")) {
      TestTerminal terminal = new TestTerminal();
      assertThat(terminal.run("completion", shell)).isZero();
      assertThat(terminal.out())
          .contains("observe", "verdict", "DROPPED", "trace", "namespaces", "tls-server-name")
          .doesNotContain("@NAME@");
    }
    TestTerminal terminal = new TestTerminal();
    assertThat(terminal.run("completion", "csh")).isEqualTo(1);
    assertThat(terminal.err()).contains("bash, zsh, fish");
  }

  private List<String> complete(String line) throws Exception {
    Process bash =
        new ProcessBuilder("bash", "--norc", "-c", DRIVER, "bash", script.toString(), line)
            .redirectErrorStream(true)
            .start();
    bash.getOutputStream().close();
    String said = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(bash.waitFor()).as(said).isZero();
    return said.lines().filter(word -> !word.isEmpty()).toList();
  }
}
