package io.sextant.datapath;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("kernel")
class DatapathProbeTest {
  @Test
  void probe_asRootOnLinux_isReady() {
    assertThat(DatapathProbe.probe()).isInstanceOf(Readiness.Ready.class);
  }

  /** As another user in another process, for this one is root. */
  @Test
  void probe_withoutCapabilities_saysInOneLineWhatToDo() throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Process process =
        new ProcessBuilder(
                "setpriv",
                "--bounding-set=-all",
                "--inh-caps=-all",
                java,
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                DatapathProbeTest.class.getName())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
    assertThat(output)
        .isEqualTo(
            "CAPABILITIES: missing CAP_NET_ADMIN, CAP_BPF, CAP_PERFMON:"
                + " run as root, or grant these capabilities");
  }

  public static void main(String[] arguments) {
    switch (DatapathProbe.probe()) {
      case Readiness.Ready ready -> System.out.println("ready " + ready.notes());
      case Readiness.NotReady no -> System.out.println(no.check() + ": " + no.advice());
    }
  }
}
