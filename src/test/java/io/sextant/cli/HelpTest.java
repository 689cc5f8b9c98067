package io.sextant.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Help and manual page. */
class HelpTest {
  @TempDir private Path folder;

  @Test
  void help_fitsInto80Columns() {
    for (List<String> command :
        List.of(
            List.<String>of(),
            List.of("observe"),
            List.of("status"),
            List.of("list"),
            List.of("list", "nodes"),
            List.of("watch", "peers"),
            List.of("config"),
            List.of("config", "set"),
            List.of("completion"),
            List.of("version"),
            List.of("man"),
            List.of("policy"),
            List.of("policy", "validate"),
            List.of("policy", "get"),
            List.of("policy", "explain"),
            List.of("policy", "trace"),
            List.of("list", "endpoints"),
            List.of("list", "identities"),
            List.of("list", "policies"),
            List.of("reflect"))) {
      TestTerminal terminal = new TestTerminal();
      String[] arguments = new String[command.size() + 1];
      command.toArray(arguments);
      arguments[command.size()] = "--help";
      assertThat(terminal.run(arguments)).as(terminal.err()).isZero();
      assertThat(terminal.out().lines()).allMatch(line -> line.length() <= 80);
      assertThat(terminal.out())
          .contains("Usage: ")
          .doesNotContain("\n\n\n", "Heading", "=<")
          .doesNotContain("\u001b");
    }
  }

  @Test
  void options_standUnderHeadings() {
    TestTerminal terminal = new TestTerminal();
    terminal.run("observe", "--help");
    assertThat(terminal.out())
        .containsSubsequence(
            "Options:",
            "Selection:",
            "--last",
            "Filters by the ends",
            "--pod",
            "Other filters:",
            "--verdict",
            "Output:",
            "--color",
            "Counting and sorting:",
            "--by")
        .doesNotContain("--from-pod=")
        .containsSubsequence("Server:", "--server", "TLS:", "--tls", "Kubernetes:", "-P");
  }

  @Test
  void wrongWords_areHelpedWith() {
    assertFails("Unknown command: 'obsrve'; did you mean observe? (see sextant --help)", "obsrve");
    assertFails(
        "Unknown option: '--sever'; did you mean --server? (see sextant status --help)",
        "status",
        "--sever=a:1");
    assertFails("Unknown command: 'pods' (see sextant list --help)", "list", "pods");
    assertFails("Unexpected argument: 'now' (see sextant status --help)", "status", "now");
  }

  @Test
  void help_isACommandToo() {
    TestTerminal terminal = new TestTerminal();
    assertThat(terminal.run("help", "status")).isZero();
    assertThat(terminal.out()).contains("Usage: sextant status");
    assertThat(terminal.run("--version")).isZero();
    assertThat(terminal.out()).contains("API of Hubble");
  }

  @Test
  void manual_hasAllCommandsAndNoWarnings() throws Exception {
    TestTerminal terminal = new TestTerminal();
    assertThat(terminal.run("man")).as(terminal.err()).isZero();
    assertThat(terminal.out())
        .contains(".SS \"sextant observe\"", ".SS \"sextant list nodes, sextant list node\"")
        .contains("\\fB\\-\\-verdict\\fR \\fIVERDICT\\fR")
        .contains("SEXTANT_TLS_SERVER_NAME, HUBBLE_TLS_SERVER_NAME")
        .doesNotContain("${", "@|", "sextant complete\"");
    for (List<String> reader :
        List.of(
            List.of("groff", "-man", "-ww", "-z"),
            List.of("man", "--warnings", "-l", "-"),
            List.of("mandoc", "-T", "lint", "-W", "warning"))) {
      read(reader, terminal.out());
    }
  }

  /** Those that this machine has. */
  private void read(List<String> reader, String page) throws IOException, InterruptedException {
    if (isInstalled(reader.getFirst())) {
      Path file = Files.writeString(folder.resolve("sextant.1"), page);
      Path said = folder.resolve("said");
      ProcessBuilder builder = new ProcessBuilder(reader).redirectInput(file.toFile());
      builder.environment().put("LC_ALL", "C.UTF-8");
      builder.environment().put("MANWIDTH", "80");
      Process process = builder.redirectOutput(said.toFile()).start();
      String wrong = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as(wrong + Files.readString(said)).isZero();
      assertThat(wrong).isEmpty();
    }
  }

  private static boolean isInstalled(String program) {
    return List.of(System.getenv("PATH").split(":", -1)).stream()
        .anyMatch(path -> Files.isExecutable(Path.of(path, program)));
  }

  private static void assertFails(String line, String... arguments) {
    TestTerminal terminal = new TestTerminal();
    assertThat(terminal.run(arguments)).isEqualTo(1);
    assertThat(terminal.err()).isEqualTo("sextant: " + line + "\n");
  }
}
