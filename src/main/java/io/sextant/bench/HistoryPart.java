package io.sextant.bench;

import io.sextant.history.HistorySettings;
import io.sextant.history.LuceneStore;
import io.sextant.history.PartitionLimits;
import io.sextant.store.MemoryRing;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A history of made-up flows: how fast it is filled, what it weighs, how soon it answers. */
final class HistoryPart {
  static final long LEAST_FLOWS = 10_000;
  static final long MOST_FLOWS = 1_000_000_000;

  private static final long SEED = 5;
  private static final long WARM_UP_FLOWS = 8_000_000;

  /** Fills until the compiler has nothing left to do: the third is as fast as those after it. */
  private static final int WARM_UPS = 2;

  private static final long RESERVE = 1 << 20;

  /** Times that it is filled, of which the median counts. */
  private static final int FILLS = 3;

  /** Rather more than a flow takes, with room that a growing file has taken ahead. */
  private static final long ROOM_PER_FLOW = 100;

  /** Flows that are stored this fast happen this fast: ten million of them are ten seconds. */
  private static final long FAST_FLOWS_PER_SECOND = 1_000_000;

  private static final long ROOM = 256L << 20;
  private static final Duration FOR_EVER = Duration.ofDays(36_500);

  private HistoryPart() {}

  static void measure(Bench bench) throws IOException {
    long flows = bench.history().flows();
    Path folder = makeFolder(bench);
    try {
      for (int i = 0; i < WARM_UPS; i++) {
        fillAndRemove(bench, folder, 1, Math.min(flows, WARM_UP_FLOWS));
      }
      HistoryFill one = median(bench, folder, 1, flows);
      bench.figures().put(Figure.HISTORY_APPEND, one.flowsPerSecond());
      bench.figures().put(Figure.HISTORY_CPU, one.cpuMicrosPerFlow());
      HistoryFill two = median(bench, folder, 2, flows);
      bench.figures().put(Figure.HISTORY_APPEND_2, two.flowsPerSecond());
      Path asked = folder.resolve("asked");
      HistoryFill sparse = fill(bench, asked, 1, flows, HistorySample.FLOWS_PER_SECOND);
      bench.figures().put(Figure.HISTORY_APPEND_SPARSE, sparse.flowsPerSecond());
      bench.figures().put(Figure.HISTORY_BYTES, (double) bytes(asked) / flows);
      ask(bench, asked, sparse.sample());
    } finally {
      remove(folder);
    }
  }

  private static Path makeFolder(Bench bench) throws IOException {
    Path parent = bench.history().folder();
    if (!Files.isDirectory(parent)) {
      throw new IOException("--history-folder " + parent + ": there is no such folder");
    }
    long needed = ROOM + Math.multiplyExact(bench.history().flows(), ROOM_PER_FLOW);
    long usable = Files.getFileStore(parent).getUsableSpace();
    if (usable < needed) {
      throw new IOException(
          "--history-folder %s: %d MiB are needed, %d MiB are free; give another or fewer --flows"
              .formatted(parent, needed >> 20, usable >> 20));
    }
    Path folder = Files.createTempDirectory(parent, "sextant-bench-");
    bench
        .progress()
        .accept(
            "  takes up to %,d MiB in %s, which is removed afterwards"
                .formatted(needed >> 20, folder));
    return folder;
  }

  private static HistoryFill median(Bench bench, Path parent, int threads, long flows)
      throws IOException {
    List<HistoryFill> fills = new ArrayList<>();
    for (int i = 0; i < FILLS; i++) {
      fills.add(fillAndRemove(bench, parent, threads, flows));
    }
    fills.sort(Comparator.comparingDouble(HistoryFill::flowsPerSecond));
    return fills.get(FILLS / 2);
  }

  private static HistoryFill fillAndRemove(Bench bench, Path parent, int threads, long flows)
      throws IOException {
    Path folder = parent.resolve("filled");
    HistoryFill fill = fill(bench, folder, threads, flows, FAST_FLOWS_PER_SECOND);
    remove(folder);
    return fill;
  }

  private static HistoryFill fill(
      Bench bench, Path folder, int threads, long flows, long flowsPerSecond) throws IOException {
    HistoryFill fill = new HistoryFill(new SyntheticFlows(SEED, flowsPerSecond));
    fill.run(settings(folder, threads), flows);
    bench
        .progress()
        .accept(
            "  %,d flows of %,d a second by %d thread%s: %,.0f flows/s, %.2f us of CPU each"
                .formatted(
                    flows,
                    flowsPerSecond,
                    threads,
                    threads == 1 ? "" : "s",
                    fill.flowsPerSecond(),
                    fill.cpuMicrosPerFlow()));
    return fill;
  }

  private static void ask(Bench bench, Path folder, HistorySample sample) throws IOException {
    long before = usedHeap();
    try (LuceneStore store =
        LuceneStore.open(
            settings(folder, 1),
            MemoryRing.DEFAULT_CAPACITY,
            ParsedEvents.NODE,
            InstantSource.system())) {
      new HistoryQueries(bench, store, sample).measure();
      bench.figures().put(Figure.HISTORY_HEAP, (usedHeap() - before) / (double) (1 << 20));
      double visible = new HistoryLag(store).p99Millis();
      bench.progress().accept("  found after %.2f ms".formatted(visible));
      bench.figures().put(Figure.HISTORY_VISIBLE, visible);
    }
  }

  private static HistorySettings settings(Path folder, int threads) {
    return new HistorySettings(
        folder,
        FOR_EVER,
        Long.MAX_VALUE,
        FOR_EVER,
        threads,
        PartitionLimits.DEFAULT,
        HistorySettings.Pace.DEFAULT,
        HistorySettings.WhenFull.STOP,
        RESERVE);
  }

  /** What its files have in them, but for the reserve. */
  private static long bytes(Path folder) throws IOException {
    Predicate<Path> counts =
        path -> Files.isRegularFile(path) && !path.equals(folder.resolve("reserve"));
    long bytes = 0;
    for (Path file : files(folder).stream().filter(counts).toList()) {
      bytes += Files.size(file);
    }
    return bytes;
  }

  private static void remove(Path folder) throws IOException {
    try {
      for (Path file : files(folder).stream().sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (NoSuchFileException e) {
      // Removed already.
    }
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.toList();
    }
  }

  private static long usedHeap() {
    System.gc();
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
