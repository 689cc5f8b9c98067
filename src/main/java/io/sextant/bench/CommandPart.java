package io.sextant.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** From the start of {@code sextant observe --last 1}, a process of its own, to its first row. */
final class CommandPart {
  private static final int RUNS = 5;

  private CommandPart() {}

  /** Measures nothing where there is no launcher, as in a jar alone. */
  static void measure(Bench bench) throws IOException {
    Path launcher = Path.of(System.getProperty("sextant.home", ""), "sextant").toAbsolutePath();
    if (!Files.isExecutable(launcher)) {
      return;
    }
    try (RingServer server = new RingServer(bench.corpus())) {
      firstRow(launcher, server.port());
      double[] runs = new double[RUNS];
      for (int i = 0; i < RUNS; i++) {
        runs[i] = firstRow(launcher, server.port());
      }
      bench.figures().put(Figure.COMMAND_FIRST_ROW, Meter.median(runs));
    }
  }

  private static double firstRow(Path launcher, int port) throws IOException {
    long begin = System.nanoTime();
    Process process =
        new ProcessBuilder(
                launcher.toString(), "observe", "--last", "1", "--server", "localhost:" + port)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader rows = process.inputReader()) {
      String row = rows.readLine();
      double millis = (double) (System.nanoTime() - begin) / TimeUnit.MILLISECONDS.toNanos(1);
      if (row == null) {
        throw new IOException(launcher + " observe printed nothing");
      }
      return millis;
    } finally {
      process.destroy();
    }
  }
}
