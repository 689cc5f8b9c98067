package io.sextant.bench;

import io.sextant.recording.RecordingReader;
import io.sextant.recording.ReplaySource;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sextant bench}. */
@Command(
    name = "bench",
    header = "Measure this machine: what an event costs, how fast flows are served and found.",
    description = {
      "",
      "Each figure is the median of five runs after a warm-up. Times per event are CPU times of the"
          + " thread that does the work; rates of streams and start-up times are by the clock, with"
          + " server and client on this machine. History is filled once by one thread and once by"
          + " two, then asked each question some hundred times, each time with other values. Policy needs root: its"
          + " endpoints are 500 devices in a network namespace of its own, which is removed afterwards.",
      ""
    },
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  ./sextant bench",
      "  ./sextant bench --json --only decode,pipeline",
      "  ./sextant bench --events incident.sxr",
      "  ./sextant bench --only history --flows 1000000 --history-folder /var/tmp"
    })
public final class BenchCommand implements Callable<Integer> {
  private static final double LONGEST_RUN_SECONDS = 600;

  private final ReplaySource.Opener fallback;

  @Spec private @Nullable CommandSpec spec;

  @Option(names = "--json", description = "Print one flat JSON object.")
  private boolean json;

  @Option(
      names = "--only",
      split = ",",
      paramLabel = "PART",
      description = "Measure these parts alone, of ${COMPLETION-CANDIDATES}.")
  private List<Part> only = new ArrayList<>();

  @Option(
      names = "--events",
      paramLabel = "FILE",
      description =
          "Measure with these events: a recording, or a corpus file (gzip of events with a 4-byte"
              + " little-endian length before each). Default: the checkout's corpus, else the"
              + " recording of the demo.")
  private @Nullable Path events;

  @Option(
      names = "--cluster",
      paramLabel = "FILE",
      description = "Name their addresses by this cluster state (JSON, perhaps packed by gzip).")
  private @Nullable Path cluster;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "1",
      description = "Length of each run. Default: ${DEFAULT-VALUE}.")
  private double seconds;

  @Option(
      names = "--flows",
      paramLabel = "N",
      defaultValue = "10000000",
      description = "Flows of the history that is measured. Default: ${DEFAULT-VALUE}.")
  private long flows;

  @Option(
      names = "--history-folder",
      paramLabel = "DIR",
      description =
          "Measure history on this folder's disk; what is written there is removed afterwards."
              + " Default: where temporary files go.")
  private Path historyFolder = Path.of(System.getProperty("java.io.tmpdir"));

  /**
   * @param fallback a recording that every build has
   */
  public BenchCommand(ReplaySource.Opener fallback) {
    this.fallback = fallback;
  }

  @Override
  public Integer call() throws IOException {
    if (!(seconds > 0 && seconds <= LONGEST_RUN_SECONDS)) {
      throw new IOException(
          "--seconds %s: above 0 up to %.0f is possible".formatted(seconds, LONGEST_RUN_SECONDS));
    }
    if (flows < HistoryPart.LEAST_FLOWS || flows > HistoryPart.MOST_FLOWS) {
      throw new IOException(
          "--flows %d: %d to %d is possible"
              .formatted(flows, HistoryPart.LEAST_FLOWS, HistoryPart.MOST_FLOWS));
    }
    Corpus corpus = corpus();
    Meter meter = new Meter((long) (seconds * TimeUnit.SECONDS.toNanos(1)));
    Figures figures = new Figures(Machine.description(), Machine.version(), corpus.name());
    Bench bench =
        new Bench(
            corpus, meter, figures, new Bench.HistorySize(flows, historyFolder), this::progress);
    Set<Part> parts = only.isEmpty() ? EnumSet.allOf(Part.class) : EnumSet.copyOf(only);
    for (Part part : parts) {
      progress("measuring " + part.name().toLowerCase(Locale.ROOT) + " ...");
      part.measure(bench);
    }
    PrintWriter out = commandLine().getOut();
    out.println(json ? figures.json() : figures.table());
    out.flush();
    return 0;
  }

  private Corpus corpus() throws IOException {
    if (events != null) {
      return Corpus.read(events, cluster);
    }
    if (cluster != null) {
      throw new IOException("--cluster names the addresses of --events: give that too");
    }
    Corpus own = Corpus.ofCheckout(Path.of(System.getProperty("sextant.home", "")));
    if (own != null) {
      return own;
    }
    try (RecordingReader recording = fallback.open()) {
      return Corpus.of("the demo's recording", recording, null);
    }
  }

  private void progress(String line) {
    PrintWriter err = commandLine().getErr();
    err.println(line);
    err.flush();
  }

  private picocli.CommandLine commandLine() {
    return Objects.requireNonNull(spec).commandLine();
  }
}
