package io.sextant.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sextant.proto.peer.ChangeNotification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Reaching a cluster's relay, with a program in the place of kubectl that only prints. */
@Timeout(30)
class PortForwardTest {
  @TempDir private Path folder;

  @Test
  void relay_isReachedThroughKubectl() throws Exception {
    try (ScriptedServer server = ScriptedServer.plain()) {
      kubectl("echo 80", "echo Forwarding from 127.0.0.1:" + server.port() + " -\\> 80; sleep 60");
      TestTerminal terminal = terminal();
      assertThat(
              terminal.run(
                  "status",
                  "-P",
                  "--kube-context",
                  "east",
                  "--kubeconfig=/k.yaml",
                  "--kube-namespace",
                  "hubble",
                  "--server",
                  "localhost:1"))
          .as(terminal.err())
          .isZero();
      assertThat(terminal.out())
          .startsWith("Healthcheck (via 127.0.0.1:" + server.port() + "): Ok\n");
    }
    assertThat(Files.readAllLines(folder.resolve("asked")))
        .containsExactly(
            "--kubeconfig=/k.yaml --context=east --namespace=hubble get service/hubble-relay"
                + " --output=jsonpath={.spec.ports[0].port}",
            "--kubeconfig=/k.yaml --context=east --namespace=hubble port-forward"
                + " service/hubble-relay :80");
    assertGone();
  }

  @Test
  void port_canBeChosen() throws Exception {
    kubectl("echo 443", "echo Forwarding from 127.0.0.1:4245 -\\> 443; sleep 60");
    terminal().run("status", "-P", "--port-forward-port", "4245", "--timeout", "5s");
    assertThat(Files.readAllLines(folder.resolve("asked")).getLast())
        .isEqualTo("--namespace=kube-system port-forward service/hubble-relay 4245:443");
    assertGone();
  }

  @Test
  void kubectl_endsWithTheProcess() throws Exception {
    try (ScriptedServer server = ScriptedServer.plain()) {
      server.peers = List.of(ChangeNotification.newBuilder().setName("n1").build());
      server.morePeers = true;
      kubectl("echo 80", "echo Forwarding from 127.0.0.1:" + server.port() + " -\\> 80; sleep 60");
      ProcessBuilder builder =
          new ProcessBuilder(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-cp",
              System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
              "io.sextant.Main",
              "watch",
              "peers",
              "-P");
      builder.environment().put("PATH", folder + ":" + System.getenv("PATH"));
      builder.environment().put("HOME", folder.toString());
      Process sextant = builder.start();
      assertThat(sextant.inputReader().readLine()).endsWith("n1");
      sextant.destroy();
      assertThat(sextant.waitFor(10, TimeUnit.SECONDS)).isTrue();
      assertThat(sextant.exitValue()).isZero();
      assertGone();
    }
  }

  @Test
  void trouble_isToldInItsWords() throws Exception {
    kubectl("echo 'error: no such context' >&2; exit 1", ":");
    assertFails("--port-forward: kubectl says: error: no such context");
    kubectl("echo 80", "echo 'error: unable to listen on port 4245'; exit 1");
    assertFails("--port-forward: kubectl says: error: unable to listen on port 4245");
    kubectl("echo", ":");
    assertFails("--port-forward: kubectl knows no port of service/hubble-relay");
    kubectl("echo 80", "sleep 60");
    assertFails("--port-forward: kubectl says nothing within 0.5 s, see --timeout");
    assertGone();
    kubectl("exec sleep 60", ":");
    assertFails("--port-forward: kubectl says nothing within 0.5 s, see --timeout");
  }

  @Test
  void kubectl_isNeeded() {
    TestTerminal terminal = new TestTerminal().with("PATH", folder + "::/nowhere");
    assertThat(terminal.run("status", "-P")).isEqualTo(1);
    assertThat(terminal.err())
        .startsWith("sextant: --port-forward needs kubectl, which is not in PATH: install it");
    assertThatThrownBy(
            () -> PortForward.open(terminal.terminal(), List.of(), 0, Duration.ofSeconds(1)))
        .isInstanceOf(CommandFailure.class);
  }

  private void assertFails(String message) {
    TestTerminal terminal = terminal();
    assertThat(terminal.run("status", "-P", "--timeout", "500ms")).isEqualTo(1);
    assertThat(terminal.err()).startsWith("sextant: " + message);
  }

  private TestTerminal terminal() {
    return new TestTerminal().with("PATH", folder.toString());
  }

  /** What it does when asked for the service, and when asked to forward. */
  private void kubectl(String get, String forward) throws IOException {
    Path program = folder.resolve("kubectl");
    Files.writeString(
        program,
        """
        #!/bin/sh
        echo "$*" >>%1$s/asked
        case "$*" in
          *"get "*) %2$s ;;
          *) echo $$ >%1$s/pid; trap 'kill $!; exit' TERM
             (%3$s) & wait ;;
        esac
        """
            .formatted(folder, get, forward));
    assertThat(program.toFile().setExecutable(true)).isTrue();
  }

  private void assertGone() throws Exception {
    long pid = Long.parseLong(Files.readString(folder.resolve("pid")).strip());
    ProcessHandle.of(pid)
        .ifPresent(process ->
            assertThat(process.onExit().orTimeout(5, TimeUnit.SECONDS).join().isAlive()).isFalse());
  }
}
