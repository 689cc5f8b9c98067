package io.sextant.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sextant.proto.observer.GetNamespacesResponse;
import io.sextant.proto.observer.GetNodesResponse;
import io.sextant.proto.observer.Namespace;
import io.sextant.proto.observer.Node;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
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

  /** Types a line into a zsh at a terminal of its own and has it list what may follow. */
  private static final String ZSH_DRIVER =
      """
      zmodload zsh/zpty
      zpty -b z zsh -f -i
      zpty -w z "TERM=dumb; autoload -Uz compinit; compinit -u -D; source $1"
      zpty -w z "bindkey '^I' list-choices; PS1=@'@'@"
      zpty -r z shown '*@@@'
      zpty -w -n z "$2"$'\\t'
      zpty -r z shown '*@@@'
      print -r -- "$shown"
      zpty -d z
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
    assertThat(complete("sextant list "))
        .contains("nodes", "namespaces", "endpoints", "identities", "policies");
    assertThat(complete("sextant policy "))
        .contains("validate", "get", "explain", "trace")
        .doesNotContain("--help");
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
    assertThat(complete("sextant status --rec")).containsExactly("--reconcile");
    assertThat(complete("sextant policy trace --fr")).containsExactly("--from");
    assertThat(complete("sextant policy explain -o ")).contains("text", "json");
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
  void lists_goOnBehindAComma() throws Exception {
    assertThat(complete("sextant observe --by dro")).containsExactly("drop-reason");
    assertThat(complete("sextant observe --by verdict,dro")).containsExactly("verdict,drop-reason");
    assertThat(complete("sextant observe --tcp-flags=syn,a")).containsExactly("syn,ACK");
    assertThat(complete("sextant observe --verdict DROPPED,f")).isEmpty();
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
  @Timeout(10)
  void servers_thatDoNotAnswerAreNotWaitedFor() throws Exception {
    try (ScriptedServer server = ScriptedServer.plain()) {
      server.silent = true;
      TestTerminal terminal = new TestTerminal();
      assertThat(terminal.run("complete", "nodes", "--", "--server", server.address())).isZero();
      assertThat(terminal.out() + terminal.err()).isEmpty();
    }
  }

  @Test
  void live_valuesComeThroughTheScript() throws Exception {
    assertThat(complete(fake("shop") + " observe -n sh")).containsExactly("shop");
  }

  @Test
  void unknownShells_areRefused() {
    TestTerminal terminal = new TestTerminal();
    assertThat(terminal.run("completion", "csh")).isEqualTo(1);
    assertThat(terminal.err()).contains("bash, zsh, fish");
    assertThat(terminal.run("completion")).isEqualTo(1);
    assertThat(terminal.err()).contains("SHELL");
  }

  @Test
  void fish_completesWithDescriptions() throws Exception {
    assumeTrue(isInstalled("fish"), "./sextant verify installs fish");
    assertThat(fish("sextant ob"))
        .containsExactly(
            "observe\tPrint flows: what was said on the network, and what became of it.");
    assertThat(fish("sextant w ")).singleElement().asString().startsWith("peers\t");
    assertThat(fish("sextant list nodes -o w")).singleElement().asString().startsWith("wide\t");
    assertThat(fish("sextant observe --verdict=D").getFirst()).startsWith("--verdict=DROPPED\t");
    assertThat(fish("sextant observe --by verdict,dro").getFirst())
        .startsWith("verdict,drop-reason\t");
    assertThat(fish("sextant observe -t trace:to-e").getFirst()).startsWith("trace:to-endpoint\t");
    assertThat(fish("sextant status --tls-client-"))
        .extracting(line -> line.replaceFirst("\t.*", ""))
        .containsExactlyInAnyOrder("--tls-client-cert-file", "--tls-client-key-file");
    assertThat(fish(fake("shop") + " observe -n sh").getFirst()).startsWith("shop\t");
  }

  @Test
  void zsh_completesWithDescriptions() throws Exception {
    assumeTrue(isInstalled("zsh"), "./sextant verify installs zsh");
    assertThat(zsh("sextant ob")).contains("observe  -- Print flows: what was said");
    assertThat(zsh("sextant w ")).contains("peers  -- Follow the observers");
    assertThat(zsh("sextant list nodes -o ")).contains("json", "table", "wide");
    assertThat(zsh("sextant observe --verdict=D")).contains("DROPPED");
    assertThat(zsh("sextant observe --by verdict,dro")).contains("drop-reason");
    assertThat(zsh("sextant observe -t trace:to-")).contains("trace:to-endpoint");
    assertThat(zsh("sextant status --tls-cl"))
        .contains("--tls-client-cert-file  -- Certificate", "--tls-client-key-file   -- Private");
    assertThat(zsh(fake("shop") + " observe -n s")).contains("shop");
  }

  private List<String> fish(String line) throws Exception {
    Path file = script("fish");
    String command = "source $argv[1]; complete -C $argv[2]";
    return run("fish", "--no-config", "-c", command, file.toString(), line).lines().toList();
  }

  private String zsh(String line) throws Exception {
    return run("zsh", "-f", "-c", ZSH_DRIVER, "zsh", script("zsh").toString(), line);
  }

  private Path script(String shell) throws IOException {
    TestTerminal terminal = new TestTerminal();
    assertThat(terminal.run("completion", shell)).as(terminal.err()).isZero();
    return Files.writeString(folder.resolve("_sextant." + shell), terminal.out());
  }

  /** A program in the place of ours that offers one namespace to whoever asks for namespaces. */
  private Path fake(String namespace) throws IOException {
    Path fake = folder.resolve("sextant");
    Files.writeString(
        fake,
        "#!/bin/sh\ncase \"$*\" in 'complete namespaces -- observe -n s'*) echo "
            + namespace
            + " ;; esac\n");
    assertThat(fake.toFile().setExecutable(true)).isTrue();
    return fake;
  }

  private static boolean isInstalled(String program) {
    return Arrays.stream(System.getenv("PATH").split(":", -1))
        .anyMatch(path -> Files.isExecutable(Path.of(path, program)));
  }

  private List<String> complete(String line) throws Exception {
    return run("bash", "--norc", "-c", DRIVER, "bash", script.toString(), line)
        .lines()
        .filter(word -> !word.isEmpty())
        .toList();
  }

  private String run(String... command) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("HOME", folder.toString());
    Process shell = builder.start();
    shell.getOutputStream().close();
    CompletableFuture.delayedExecutor(20, TimeUnit.SECONDS).execute(shell::destroyForcibly);
    String said = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(shell.waitFor()).as(said).isZero();
    return said;
  }
}
