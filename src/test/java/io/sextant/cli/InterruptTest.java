package io.sextant.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sextant.flow.Reply;
import io.sextant.flow.TcpFlags;
import io.sextant.flow.TestFlows;
import io.sextant.serve.grpc.TestServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Ctrl-C, as a process gets it. */
@Timeout(60)
class InterruptTest {
  private static final int INTERRUPTED = 130;
  private static final long AT_ONCE_MILLIS = 1_500;

  private static final String FLOW =
      "{\"flow\":{\"time\":\"2026-01-01T00:00:00Z\",\"IP\":{\"source\":\"10.0.0.1\"}}}\n";

  @TempDir private Path folder;
  private final List<Process> started = new ArrayList<>();

  @AfterEach
  void end() {
    started.forEach(Process::destroyForcibly);
  }

  @Test
  void follow_endsWithSuccess() throws Exception {
    try (TestServer server = new TestServer(255)) {
      server.append(TestFlows.frontendToCatalog(TcpFlags.SYN, Reply.NO).build());
      Process process = start("observe", "-f", "--last", "1", "--server", server.address());
      BufferedReader rows = process.inputReader();
      assertThat(rows.readLine()).contains("frontend");
      assertThat(interrupted(process)).isZero();
    }
  }

  @Test
  void connecting_endsAtOnce() throws Exception {
    for (String command : List.of("observe -f", "observe", "status", "list nodes", "watch peers")) {
      try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        String server = "--server localhost:" + silent.getLocalPort() + " --timeout 50s";
        Process process = start((command + " " + server).split(" ", -1));
        try (Socket _ = silent.accept()) {
          assertThat(interrupted(process)).as(command).isEqualTo(INTERRUPTED);
        }
      }
    }
  }

  @Test
  void standardInput_endsAtOnceAndWhatCameIsPrinted() throws Exception {
    Process process = start("observe", "--input-file", "-", "-o", "jsonpb");
    process.getOutputStream().write(FLOW.getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().flush();
    assertThat(process.inputReader().readLine()).contains("10.0.0.1");
    assertThat(interrupted(process)).isEqualTo(INTERRUPTED);
  }

  private Process start(String... arguments) throws IOException {
    List<String> line =
        new ArrayList<>(
            List.of(
                "env",
                "--default-signal=INT", // who runs the tests in the background may ignore it
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                "io.sextant.Main"));
    line.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(line);
    builder.environment().put("HOME", folder.toString());
    Process process = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
    started.add(process);
    return process;
  }

  /** The exit code, which comes at once. */
  private static int interrupted(Process process) throws Exception {
    new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
    assertThat(process.waitFor(AT_ONCE_MILLIS, TimeUnit.MILLISECONDS)).as("at once").isTrue();
    return process.exitValue();
  }
}
