package io.sextant.datapath;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("kernel")
class DatapathProbeTest {
  @Test
  void probe_asRootOnLinux_isReady() {
    assertThat(DatapathProbe.probe()).isInstanceOf(Readiness.Ready.class);
  }

  /** In another process, for this one is root. */
  @Test
  void probe_withoutCapabilities_saysInOneLineWhatToDo() throws Exception {
    assertThat(probeUnder("setpriv", "--bounding-set=-all", "--inh-caps=-all"))
        .isEqualTo(
            "CAPABILITIES: missing CAP_NET_ADMIN, CAP_BPF, CAP_PERFMON:"
                + " run as root, or grant these capabilities");
  }

  /** In a mount namespace where an empty file lies over the library. */
  @Test
  void probe_withoutLibbpf_saysInOneLineWhatToDo() throws Exception {
    String hide =
        "for lib in $(ldconfig -p | sed -n 's/.*libbpf.so.1 .*=> //p');"
            + " do mount --bind /dev/null \"$lib\"; done; exec \"$@\"";
    assertThat(probeUnder("unshare", "--mount", "sh", "-c", hide, "sh"))
        .isEqualTo(
            "LIBBPF: libbpf.so.1 is not found: apt-get install libbpf1,"
                + " or your system's package");
  }

  private static String probeUnder(String... wrapper) throws Exception {
    List<String> command = new ArrayList<>(List.of(wrapper));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(DatapathProbeTest.class.getName());
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    return new String(process.getInputStream().readAllBytes(), UTF_8).strip();
  }

  public static void main(String[] arguments) {
    switch (DatapathProbe.probe()) {
      case Readiness.Ready ready -> System.out.println("ready " + ready.notes());
      case Readiness.NotReady no -> System.out.println(no.check() + ": " + no.advice());
    }
  }
}
