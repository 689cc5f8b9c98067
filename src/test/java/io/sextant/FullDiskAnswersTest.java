package io.sextant;

import static org.assertj.core.api.Assertions.assertThat;

import io.sextant.control.ClusterState;
import io.sextant.control.LiveCluster;
import io.sextant.flow.TestFlows;
import io.sextant.serve.http.SourceBadge;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A server whose disk is full: what its answers lack they say at once. Needs root to mount it. */
@Tag("kernel")
class FullDiskAnswersTest {
  private static final int MEMORY = 8_191;
  private static final int BATCH = 4_000;
  private static final int NOT_STORED = 40_000;

  @TempDir Path disk;

  private long kept;

  @BeforeEach
  void mount() throws IOException, InterruptedException {
    run("mount", "-t", "tmpfs", "-o", "size=160m", "sextant-full", disk.toString());
  }

  @AfterEach
  void unmount() throws IOException, InterruptedException {
    run("umount", "-l", disk.toString());
  }

  @Test
  void fullDisk_isToldByEveryAnswer_whileItLastsAndAfterwards() throws Exception {
    Path ballast = disk.resolve("ballast");
    try (Server server = server()) {
      keep(server, BATCH);
      fill(ballast);
      while (notStored(server) == 0) {
        keep(server, BATCH);
      }
      assertThat(notStored(server)).isPositive();
      long before = notStored(server);
      while (notStored(server) < before + NOT_STORED) {
        keep(server, BATCH);
      }
      long lost = lost(server);
      assertThat(lost)
          .as("all but what is in memory, %d of %d are not stored", notStored(server), kept)
          .isBetween(notStored(server) - MEMORY - BATCH, notStored(server));
      for (String order : new String[] {"newest", "oldest"}) {
        String lines = text(server, "flows?format=ndjson&order=" + order);
        JsonNode end =
            JsonMapper.shared().readTree(lines.lines().reduce("", (_, line) -> line)).path("end");
        assertThat(end.path("completeness").path("lost").asLong()).as(order).isEqualTo(lost);
      }
      assertThat(get(server, "aggregate?by=verdict").path("lost").asLong()).isEqualTo(lost);
      assertThat(get(server, "map?since=1h").path("lost").asLong()).isEqualTo(lost);
      assertThat(get(server, "aggregate?by=verdict&until=1h").path("lost").asLong()).isZero();

      Files.delete(ballast);
      while (!get(server, "status").path("history").path("state").asString().equals("storing")) {
        keep(server, 10);
      }
      keep(server, 2 * MEMORY);
      while (lost(server) < notStored(server)) {
        keep(server, 100);
      }
      assertThat(lost(server)).isEqualTo(notStored(server));
      JsonNode node = completeness(server).path("nodes").path(0);
      assertThat(node.path("node").asString()).isEqualTo("node-1");
      assertThat(node.path("stages").path(0).path("stage").asString()).isEqualTo("history store");
    }
  }

  private Server server() throws IOException {
    return Server.start(
        new SourceBadge(SourceBadge.Kind.REPLAY, "test", ""),
        new LiveCluster(ClusterState.EMPTY),
        Map.of(
            "sextant.node",
            "node-1",
            "sextant.http.port",
            0,
            "sextant.grpc.port",
            0,
            "sextant.metrics.port",
            0,
            "sextant.memory.flows",
            MEMORY,
            "sextant.history.folder",
            disk.resolve("history").toString()));
  }

  /** Feeds so slowly that history follows. */
  private void keep(Server server, int flows) {
    for (int i = 0; i < flows; i++) {
      server.pipeline().keep(TestFlows.requestAt(nanos(Instant.now())));
      if (i % 500 == 0) {
        server.pipeline().batchDone();
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
      }
    }
    server.pipeline().batchDone();
    kept += flows;
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
  }

  private static long nanos(Instant time) {
    return TimeUnit.SECONDS.toNanos(time.getEpochSecond()) + time.getNano();
  }

  private static long notStored(Server server) throws Exception {
    TimeUnit.MILLISECONDS.sleep(600);
    JsonNode counts = get(server, "status").path("history").path("notStored");
    return counts.path("disk_full").asLong() + counts.path("failed").asLong();
  }

  private static long lost(Server server) throws Exception {
    return completeness(server).path("lost").asLong();
  }

  private static JsonNode completeness(Server server) throws Exception {
    return get(server, "flows?limit=1").path("completeness");
  }

  private static JsonNode get(Server server, String path) throws Exception {
    return JsonMapper.shared().readTree(text(server, path));
  }

  private static String text(Server server, String path) throws Exception {
    URI uri = URI.create("http://localhost:%d/api/v1/%s".formatted(server.httpPort(), path));
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client
          .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
          .body();
    }
  }

  /** Takes all the room that there is. */
  private static void fill(Path file) throws IOException {
    byte[] chunk = new byte[1 << 12];
    try (OutputStream out = Files.newOutputStream(file)) {
      while (true) {
        out.write(chunk);
      }
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("No space left");
    }
  }

  private static void run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as("%s: %s", String.join(" ", command), said).isZero();
  }
}
