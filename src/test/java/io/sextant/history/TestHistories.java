package io.sextant.history;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Settings for small histories. */
final class TestHistories {
  private static final Duration LONG = Duration.ofDays(36_500);

  private TestHistories() {}

  static HistorySettings settings(Path folder, int threads, long partitionFlows) {
    return new HistorySettings(
        folder,
        LONG,
        1L << 40,
        LONG,
        threads,
        limits(partitionFlows),
        new HistorySettings.Pace(
            Duration.ofMillis(5),
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofMillis(20)),
        HistorySettings.WhenFull.STOP,
        1 << 20);
  }

  static PartitionLimits limits(long flows) {
    return new PartitionLimits(
        Duration.ofHours(1), 1L << 40, Duration.ofDays(1), flows, 1_000_000, 1L << 30);
  }

  static void copy(Path from, Path to) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(from)) {
      files = all.toList();
    }
    for (Path file : files) {
      Path target = to.resolve(from.relativize(file).toString());
      if (Files.isDirectory(file)) {
        Files.createDirectories(target);
      } else {
        Files.copy(file, target);
      }
    }
  }
}
