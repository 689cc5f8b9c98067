package io.sextant.cli;

import static io.sextant.cli.ObservedServer.numbered;
import static io.sextant.cli.ObservedServer.ports;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code sextant observe --input-file} chooses from files as a server does from its memory. */
@Timeout(30)
class ObserveFilesTest {
  private final ObservedServer server = new ObservedServer();

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void files_areChosenFromAsServersDo(@TempDir Path folder) throws IOException {
    for (int i = 1; i <= 30; i++) {
      server.append(numbered(i));
    }
    Path file =
        Files.writeString(folder.resolve("flows.json"), server.out("observe", "--all", "-ojson"));
    assertThat(server.out("observe", "--input-file", file.toString()).lines()).hasSize(30);
    assertThat(ports(server.out("observe", "--input-file", file.toString(), "--first", "2")))
        .containsExactly("1", "2");
    assertThat(
            ports(
                server.out(
                    "observe", "--input-file", file.toString(), "--last", "1", "--to-port", "7")))
        .containsExactly("7");
    assertThat(
            ports(
                server.out(
                    "observe",
                    "--input-file",
                    file.toString(),
                    "--since",
                    "2026-01-15T10:20:59Z",
                    "-f")))
        .containsExactly("29", "30");
    assertThat(server.fail("observe", "--input-file", file.toString(), "--last", "1000001"))
        .isEqualTo("sextant: --last: with --input-file at most 1000000, not 1000001\n");
    Path packed = folder.resolve("flows.json.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
      Files.copy(file, out);
    }
    assertThat(server.out("observe", "--input-file", packed.toString()).lines()).hasSize(30);
    assertThat(server.out("observe", "--input-file", packed.toString(), "--by", "verdict"))
        .contains("30 flows, 0 dropped, 1 group");
  }

  @Test
  void brokenLines_areNamedAndSkipped() {
    server.append(numbered(1), numbered(2));
    String good = server.out("observe", "-ojson");
    TestTerminal terminal =
        new TestTerminal()
            .typed(
                good
                    + "{\"flow\":\n\n"
                    + "{\"flow\":{\"time\":\"yesterday\"}}\n"
                    + "{\"something\":1}\n"
                    + "{\"time\":\"2026-01-15T10:20:59Z\",\"verdict\":\"DROPPED\"}\n"
                    + "{\"flow\":{\"verdict\":\"FORWARDED\",\"new_field\":1}}\n");
    assertThat(terminal.run("observe", "--input-file", "-")).isZero();
    assertThat(terminal.out().lines()).hasSize(4);
    assertThat(terminal.err().lines())
        .satisfiesExactly(
            line -> assertThat(line).startsWith("sextant: -:3: skipped, not a flow: "),
            line -> assertThat(line).startsWith("sextant: -:5: skipped, not a flow: "),
            line -> assertThat(line).startsWith("sextant: -:6: skipped, not a flow: "));
  }

  /** As Hubble's exporter mixes them. */
  @Test
  void otherEvents_areNoFlows() {
    TestTerminal terminal =
        new TestTerminal()
            .typed(
                """
                {"agent_event":{"type":"ENDPOINT_CREATED"},"node_name":"n","time":"2026-01-02T03:04:05Z"}
                {"debug_event":{"type":"DBG_GENERIC"},"node_name":"n","time":"2026-01-02T03:04:06Z"}
                {"flow":{"verdict":"DROPPED"},"node_name":"n","time":"2026-01-02T03:04:07Z"}
                """);
    assertThat(terminal.run("observe", "--input-file", "-", "-o", "json")).isZero();
    assertThat(terminal.out().lines()).singleElement().asString().contains("DROPPED");
    assertThat(terminal.err().lines())
        .hasSize(2)
        .allMatch(line -> line.endsWith("skipped, not a flow: it has neither a flow nor a loss"));
  }

  @Test
  void query_choosesFromAFile(@TempDir Path folder) throws IOException {
    server.append(numbered(1), numbered(2), numbered(3));
    Path file = folder.resolve("flows.json");
    Files.writeString(file, server.out("observe", "-ojson"));
    assertThat(ports(server.out("observe", "--input-file", file.toString(), "-q", "port:2")))
        .containsExactly("2");
  }
}
