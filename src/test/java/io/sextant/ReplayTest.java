package io.sextant;

import static org.assertj.core.api.Assertions.assertThat;

import io.sextant.control.ClusterState;
import io.sextant.recording.RecordingEntry;
import io.sextant.recording.RecordingHeader;
import io.sextant.recording.RecordingReader;
import io.sextant.recording.RecordingWriter;
import io.sextant.recording.ReplaySource;
import io.sextant.ring.LossSource;
import io.sextant.serve.http.SourceBadge;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A recording through the whole pipeline. */
@Timeout(60)
class ReplayTest {
  private static final SourceBadge BADGE =
      new SourceBadge(SourceBadge.Kind.REPLAY, "replay of a test", "");

  @TempDir private Path directory;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void replay_givesAsManyFlowsAsWereRecorded() throws Exception {
    long recorded = samplesOfTheDemo();
    Map<String, Object> ports =
        Map.of("sextant.http.port", 0, "sextant.grpc.port", 0, "sextant.metrics.port", 0);
    try (Replay replay =
        Replay.start(BADGE, DemoRecording::open, ReplaySource.Pace.atOnce(), ports)) {
      ReplayCounts counts = replay.awaitEnd();
      assertThat(counts.events()).isEqualTo(recorded).isGreaterThan(8_000);
      assertThat(counts.lost()).isZero();
      assertThat(replay.server().flows() + replay.server().refusals().total()).isEqualTo(recorded);
    }
  }

  @Test
  void command_once_printsWhatWasCounted() throws IOException {
    assertThat(replay(recording().toString(), "--once", "--speed", "max")).isZero();
    String text = out.toString();
    assertThat(count(text, "events")).isEqualTo(3);
    assertThat(count(text, "flows")).isEqualTo(2);
    assertThat(count(text, "refused, unknown-type")).isEqualTo(1);
    assertThat(count(text, "lost")).isEqualTo(7);
    assertThat(count(text, "  by KERNEL_RING")).isEqualTo(7);
    assertThat(text).contains("recorded on node-1");
  }

  @Test
  void command_brokenRecording_failsWithItsPlace() throws IOException {
    Path whole = recording();
    byte[] bytes = Files.readAllBytes(whole);
    Path cut =
        Files.write(
            directory.resolve("cut.sxr"), java.util.Arrays.copyOf(bytes, bytes.length - 12));
    assertThat(replay(cut.toString(), "--once", "--speed", "max")).isNotZero();
    assertThat(err.toString()).contains("cut.sxr: the recording is cut off after");
    assertThat(replay("none.sxr")).isNotZero();
    assertThat(err.toString()).contains("none.sxr: there is no such file");
  }

  @Test
  void command_badSpeed_isRefused() throws IOException {
    for (String speed : new String[] {"0", "-1", "fast", "NaN"}) {
      assertThat(replay(recording().toString(), "--speed", speed)).isNotZero();
      assertThat(err.toString())
          .contains("--speed " + speed + ": a number above 0, or max, is possible");
    }
  }

  private int replay(String... arguments) {
    CommandLine command = new CommandLine(new ReplayCommand());
    command.setExecutionExceptionHandler((e, _, _) -> {
      err.append(e.getMessage());
      return 1;
    });
    command.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    String[] all = java.util.Arrays.copyOf(arguments, arguments.length + 3);
    all[arguments.length] = "--http-port=0";
    all[arguments.length + 1] = "--grpc-port=0";
    all[arguments.length + 2] = "--metrics-port=0";
    return command.execute(all);
  }

  /** Two drops, an event of no known type, and a loss. */
  private Path recording() throws IOException {
    Path file = directory.resolve("three.sxr");
    RecordingHeader header = new RecordingHeader("node-1", 1_768_472_430_000_000_000L, 1_000);
    try (RecordingWriter writer = RecordingWriter.create(file, header, () -> ClusterState.EMPTY)) {
      writer.sample(0, 1_000, PipelineTest.DROP, 0, PipelineTest.DROP.length);
      writer.lost(1, 2_000, LossSource.KERNEL_RING, 7);
      writer.sample(1, 3_000, new byte[] {99}, 0, 1);
      writer.sample(1, 4_000, PipelineTest.DROP, 0, PipelineTest.DROP.length);
    }
    return file;
  }

  private static long count(String text, String name) {
    String line =
        text.lines().filter(each -> each.startsWith(name + "  ")).collect(Collectors.joining());
    return Long.parseLong(line.substring(name.length()).trim());
  }

  private static long samplesOfTheDemo() throws IOException {
    long samples = 0;
    try (RecordingReader reader = DemoRecording.open()) {
      for (RecordingEntry entry = reader.next(); entry != null; entry = reader.next()) {
        samples += entry instanceof RecordingEntry.Sample ? 1 : 0;
      }
    }
    return samples;
  }
}
