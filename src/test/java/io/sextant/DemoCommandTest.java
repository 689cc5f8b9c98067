package io.sextant;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The command as people start and end it: a process of its own. */
@Tag("kernel")
class DemoCommandTest {
  private static final List<String> ANY_PORTS =
      List.of("--http-port", "0", "--grpc-port", "0", "--metrics-port", "0");

  @Test
  void terminated_whileTrafficFlows_endsCleanly() throws Exception {
    Process demo = start(ANY_PORTS);
    try {
      List<String> said = readUntil(demo.inputReader(), "Ctrl-C ends it");
      assertThat(said).anyMatch(line -> line.contains("http://localhost:"));
      assertThat(namespaces()).isNotEmpty();

      demo.toHandle().destroy(); // SIGTERM; the process object would close its streams
      assertThat(demo.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(text(demo.inputReader())).contains("Nothing is left behind.");
      assertThat(text(demo.errorReader())).isEmpty();
      assertThat(namespaces()).isEmpty();
    } finally {
      demo.destroyForcibly();
    }
  }

  @Test
  void takenPort_isNamedInOneLine_andNothingIsBuilt() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      Process demo =
          start(List.of("--http-port", "0", "--grpc-port", "0", "--metrics-port", "" + port));
      assertThat(demo.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(demo.exitValue()).isEqualTo(1);
      assertThat(text(demo.errorReader()).lines())
          .singleElement()
          .asString()
          .contains("port " + port + " is taken", "--metrics-port");
      assertThat(namespaces()).isEmpty();
    }
  }

  @Test
  void badRate_isRefusedInOneLine() throws Exception {
    Process demo = start(List.of("--rate", "50"));
    assertThat(demo.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(text(demo.errorReader()).lines())
        .singleElement()
        .asString()
        .contains("--rate 50.0: above 0 up to 20 is possible");
  }

  private static Process start(List<String> options) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                "io.sextant.Main",
                "demo"));
    command.addAll(options);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    return builder.start();
  }

  private static List<String> readUntil(BufferedReader out, String last) throws IOException {
    List<String> lines = new ArrayList<>();
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      lines.add(line);
      if (line.contains(last)) {
        return lines;
      }
    }
    throw new AssertionError("the demo ended after " + lines);
  }

  private static String text(BufferedReader in) throws IOException {
    StringBuilder text = new StringBuilder();
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      text.append(line).append('\n');
    }
    return text.toString();
  }

  private static List<String> namespaces() throws IOException {
    Path folder = Path.of("/run/netns");
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(Path::toString).filter(name -> name.contains("sextant-demo-")).toList();
    }
  }
}
