package io.sextant;

import static org.assertj.core.api.Assertions.assertThat;

import io.sextant.control.ClusterState;
import io.sextant.control.LiveCluster;
import io.sextant.recording.RecordingHeader;
import io.sextant.recording.RecordingReader;
import io.sextant.recording.RecordingWriter;
import io.sextant.recording.ReplaySource;
import io.sextant.ring.LossSource;
import io.sextant.serve.http.SourceBadge;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What came into each stage is what left it, was filtered, or is counted as lost. */
@Timeout(60)
class ConservationTest {
  private static final SourceBadge BADGE =
      new SourceBadge(SourceBadge.Kind.REPLAY, "replay of a test", "");
  private static final int SAMPLES = 3_000;
  private static final int NONSENSE_EACH = 10;
  private static final int LOSS_EACH = 100;
  private static final int LOST_IN_QUEUE = 5;
  private static final int LOST_IN_RING = 7;

  @TempDir Path folder;

  @Test
  void everyStage_accountsForAllThatCame_andTheNextRunTellsIt() throws Exception {
    recording();
    try (Replay replay = Replay.start(BADGE, this::open, ReplaySource.Pace.atOnce(), settings())) {
      replay.awaitEnd();
    }
    try (Server next = Server.start(BADGE, new LiveCluster(ClusterState.EMPTY), settings())) {
      check(stages(next));
    }
  }

  private static void check(Map<String, Stage> stages) {
    int marks = SAMPLES / LOSS_EACH;
    int refused = SAMPLES / NONSENSE_EACH;
    assertThat(stages.values()).allMatch(stage -> stage.missing == 0);
    for (int cpu = 0; cpu < 2; cpu++) {
      Stage ring = stage(stages, "kernel ring " + cpu);
      Stage queue = stage(stages, "queue " + cpu);
      assertThat(ring.lost).isEqualTo((long) LOST_IN_RING * marks / 2);
      assertThat(queue.in).isEqualTo(ring.out);
      assertThat(queue.lost).isEqualTo((long) LOST_IN_QUEUE * marks / 2);
    }
    Stage decoding = stage(stages, "decoding");
    assertThat(stage(stages, "queue 0").out + stage(stages, "queue 1").out)
        .isEqualTo(decoding.in)
        .isEqualTo(SAMPLES);
    assertThat(decoding.lost).isEqualTo(refused);
    Stage memory = stage(stages, "memory ring");
    assertThat(memory.in).isEqualTo(decoding.out + 2L * marks);
    Stage writer = stage(stages, "history writer");
    assertThat(writer.in).isEqualTo(memory.out);
    assertThat(writer.filtered).isEqualTo(2L * marks);
    Stage store = stage(stages, "history store");
    assertThat(store.in).isEqualTo(writer.out).isEqualTo(store.out).isEqualTo(SAMPLES - refused);
  }

  private static Stage stage(Map<String, Stage> stages, String name) {
    return Objects.requireNonNull(stages.get(name), () -> name + " is not in " + stages);
  }

  private record Stage(long in, long out, long filtered, long lost, long missing) {}

  /** Stages of the one node, by name and CPU, as REST tells of them. */
  private static Map<String, Stage> stages(Server server) throws Exception {
    URI uri = URI.create("http://localhost:" + server.httpPort() + "/api/v1/losses?since=7d");
    String body;
    try (HttpClient http = HttpClient.newHttpClient()) {
      body =
          http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
              .body();
    }
    Map<String, Stage> stages = new HashMap<>();
    for (JsonNode node : JsonMapper.shared().readTree(body).path("nodes")) {
      for (JsonNode each : node.path("stages")) {
        String cpu = each.has("cpu") ? " " + each.get("cpu").asInt() : "";
        stages.put(
            each.get("stage").asString() + cpu,
            new Stage(
                each.get("in").asLong(),
                each.get("out").asLong(),
                each.get("filtered").asLong(),
                each.get("lost").asLong(),
                each.get("missing").asLong()));
      }
    }
    return stages;
  }

  /** Drops on two CPUs in turn; some samples are nonsense, and both stages lose some. */
  private void recording() throws IOException {
    RecordingHeader header = new RecordingHeader("n", 1_768_472_430_000_000_000L, 1_000);
    byte[] drop = PipelineTest.DROP;
    byte[] nonsense = {99};
    try (RecordingWriter writer =
        RecordingWriter.create(folder.resolve("r.sxr"), header, () -> ClusterState.EMPTY)) {
      for (int i = 0; i < SAMPLES; i++) {
        byte[] bytes = i % NONSENSE_EACH == 0 ? nonsense : drop;
        writer.sample(i % 2, 1_000 + i, bytes, 0, bytes.length);
        if (i % LOSS_EACH == 0) {
          int cpu = i / LOSS_EACH % 2;
          writer.lost(cpu, 1_000 + i, LossSource.KERNEL_RING, LOST_IN_RING);
          writer.lost(cpu, 1_000 + i, LossSource.READER_QUEUE, LOST_IN_QUEUE);
        }
      }
    }
  }

  private RecordingReader open() throws IOException {
    return RecordingReader.open(folder.resolve("r.sxr"));
  }

  private Map<String, Object> settings() {
    return Map.of(
        "sextant.node", "n",
        "sextant.http.port", 0,
        "sextant.grpc.port", 0,
        "sextant.metrics.port", 0,
        "sextant.history.folder", folder.resolve("history").toString());
  }
}
