package io.sextant;

import io.sextant.recording.RecordingHeader;
import io.sextant.recording.RecordingReader;
import io.sextant.recording.ReplaySource;
import io.sextant.serve.http.SourceBadge;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sextant replay}. */
@Command(
    name = "replay",
    header = "Serve a recording as if it happened now, through the whole pipeline.",
    description = {
      "",
      "Plays it again and again until Ctrl-C. With --once it ends after the last event and prints"
          + " what it counted.",
      ""
    },
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  ./sextant replay incident.sxr",
      "  ./sextant replay incident.sxr --speed 10",
      "  ./sextant replay incident.sxr --once --speed max"
    })
final class ReplayCommand implements Callable<Integer> {
  private static final String FLAT_OUT = "max";

  @Spec private @Nullable CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "What sextant record wrote.")
  private @Nullable Path file;

  @Option(
      names = "--speed",
      paramLabel = "FACTOR",
      defaultValue = "1",
      description = "2 plays twice as fast; max without any waiting. Default: ${DEFAULT-VALUE}.")
  private String speed = "1";

  @Option(names = "--once", description = "Play it once, print what was counted, and end.")
  private boolean once;

  @Mixin private Ports ports = new Ports();

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path recording = Objects.requireNonNull(file);
    ReplaySource.Pace pace =
        new ReplaySource.Pace(factor(speed), once ? 1 : ReplaySource.Pace.FOREVER);
    RecordingHeader header = header(recording);
    ports.check();
    Map<String, Object> settings = new HashMap<>(ports.settings());
    settings.put("sextant.node", header.nodeName());
    try (Ending ending = new Ending();
        Replay replay =
            Replay.start(
                badge(recording, header), () -> RecordingReader.open(recording), pace, settings)) {
      say("REPLAY of " + recording + ", recorded on " + header.nodeName() + ".");
      if (once) {
        ReplayCounts counts = replay.awaitEnd();
        Server server = replay.server();
        say(counts.text(server.flows(), server.refusals()));
      } else {
        say(replay.server().guide());
        ending.await();
      }
    }
    return 0;
  }

  private static double factor(String speed) throws IOException {
    try {
      double factor = speed.equals(FLAT_OUT) ? Double.POSITIVE_INFINITY : Double.parseDouble(speed);
      if (factor > 0) {
        return factor;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new IOException("--speed " + speed + ": a number above 0, or max, is possible");
  }

  private static RecordingHeader header(Path recording) throws IOException {
    try (RecordingReader reader = RecordingReader.open(recording)) {
      return reader.header();
    }
  }

  private static SourceBadge badge(Path recording, RecordingHeader header) {
    Instant when = Instant.ofEpochSecond(TimeUnit.NANOSECONDS.toSeconds(header.wallNanos()));
    return new SourceBadge(
        SourceBadge.Kind.REPLAY,
        "replay of " + recording.getFileName(),
        "A recording of %s from %s; nothing of it happens now.".formatted(header.nodeName(), when));
  }

  private void say(String text) {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    out.println(text);
    out.flush();
  }
}
