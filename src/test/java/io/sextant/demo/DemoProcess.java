package io.sextant.demo;

import io.sextant.control.ClusterState;
import io.sextant.control.LiveCluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;

/** A demo in a process of its own, for tests that end it from outside. */
final class DemoProcess {
  static final String RUNNING = "running";

  private DemoProcess() {}

  static Process start(DemoSettings settings) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            DemoProcess.class.getName(),
            settings.prefix(),
            settings.runDirectory().toString())
        .redirectError(Redirect.INHERIT)
        .start();
  }

  /** Prints {@link #RUNNING} when the traffic flows, and waits for its end. */
  public static void main(String[] args) throws Exception {
    DemoSettings settings = new DemoSettings(args[0], "demo-node", "default", 1, Path.of(args[1]));
    Demo demo = Demo.start(settings, new LiveCluster(ClusterState.EMPTY), event -> {});
    Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> close(demo)));
    demo.open();
    System.out.println(RUNNING);
    Thread.currentThread().join();
  }

  private static void close(Demo demo) {
    try {
      demo.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
