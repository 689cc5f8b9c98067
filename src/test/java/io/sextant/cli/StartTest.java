package io.sextant.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a process of the command line loads. */
@Timeout(60)
class StartTest {
  private static final List<String> SPARED =
      List.of(
          "org.springframework.",
          "org.yaml.",
          "ch.qos.logback.",
          "sun.security.ssl.",
          "io.netty.handler.ssl.SslContextBuilder",
          "io.sextant.cli.ServerTrust",
          "io.sextant.DemoCommand",
          "io.sextant.RunCommand",
          "io.sextant.ReplayCommand",
          "io.sextant.bench.",
          "io.sextant.cli.ObserveCommand");

  @TempDir private Path folder;

  @Test
  void command_loadsOnlyWhatItNeeds() throws Exception {
    List<String> loaded = loaded("status");
    assertThat(loaded).contains("io.grpc.netty.NettyChannelBuilder");
    assertThat(loaded.stream().filter(StartTest::isSpared)).isEmpty();
  }

  private static boolean isSpared(String type) {
    return SPARED.stream().anyMatch(type::startsWith);
  }

  private List<String> loaded(String command) throws Exception {
    try (ScriptedServer server = ScriptedServer.plain()) {
      Path log = folder.resolve("classes");
      ProcessBuilder builder =
          new ProcessBuilder(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-Xlog:class+load:file=" + log + "::filesize=0",
              "-cp",
              System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
              "io.sextant.Main",
              command,
              "--server",
              server.address());
      builder.environment().put("HOME", folder.toString());
      Process process =
          builder.redirectErrorStream(true).redirectOutput(folder.resolve("said").toFile()).start();
      assertThat(process.waitFor(40, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).as(Files.readString(folder.resolve("said"))).isZero();
      return Files.readAllLines(log).stream()
          .map(line -> line.replaceFirst("^(\\[[^]]*])+ ", "").replaceFirst(" .*", ""))
          .toList();
    }
  }
}
