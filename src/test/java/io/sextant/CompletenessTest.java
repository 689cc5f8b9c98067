package io.sextant;

import static org.assertj.core.api.Assertions.assertThat;

import io.sextant.control.ClusterState;
import io.sextant.control.LiveCluster;
import io.sextant.flow.Flow;
import io.sextant.flow.Node;
import io.sextant.flow.TestFlows;
import io.sextant.serve.http.SourceBadge;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Flows come from two nodes faster than history takes them; then the server is away for a while.
 */
class CompletenessTest {
  private static final long BURST = 400_000;
  private static final long HOUR = TimeUnit.HOURS.toNanos(1);

  @TempDir Path folder;

  private final long start = nanos(Instant.now()) - HOUR;

  @Test
  void everyAnswer_saysTheSameOfWhatIsLost() throws Exception {
    long lost;
    try (Server server = server()) {
      for (long i = 0; i < BURST; i++) {
        server.pipeline().keep(flow(i));
      }
      server.pipeline().batchDone();
      lost = settled(server);
    }
    assertThat(lost).as("its writer was overtaken").isPositive();
    try (Server server = server()) {
      JsonNode end = end(server);
      assertThat(end.path("rows").asLong() + lost).as("conservation").isEqualTo(BURST);
      assertThat(end.path("missed").asLong()).isZero();
      for (JsonNode completeness :
          List.of(
              end.path("completeness"),
              get(server, "flows?limit=1").path("completeness"),
              get(server, "status").path("completeness"),
              get(server, "aggregate?by=verdict").path("completeness"),
              get(server, "map?since=2h").path("completeness"))) {
        assertThat(completeness.path("lost").asLong()).isEqualTo(lost);
        assertThat(completeness.path("stages").path(0).path("stage").asString())
            .isEqualTo("history writer");
        assertThat(completeness.path("nodes").size()).isEqualTo(3);
        JsonNode east = completeness.path("nodes").path(0);
        assertThat(east.path("node").asString()).isEqualTo("east");
        assertThat(Instant.parse(east.path("since").asString()))
            .isBetween(time(start - 1_000_000), time(start + BURST));
        assertThat(completeness.path("nodes").path(1).path("lost").asLong()).isEqualTo(lost);
        assertThat(completeness.path("notCoveredTotal").asLong()).isOne();
      }
      assertThat(get(server, "aggregate?by=verdict").path("lost").asLong()).isEqualTo(lost);
      assertThat(get(server, "map?since=2h").path("lost").asLong()).isEqualTo(lost);
      JsonNode hole = get(server, "status").path("completeness").path("notCovered").path(0);
      JsonNode runs = get(server, "losses").path("runs");
      assertThat(hole.path("since").asString()).isEqualTo(runs.path(0).path("until").asString());
      assertThat(hole.path("until").asString()).isEqualTo(runs.path(1).path("since").asString());
      assertThat(
              get(server, "flows?until=30m").path("completeness").path("notCoveredTotal").asInt())
          .isZero();
    }
  }

  /** What is lost once history has all that it can have. */
  private static long settled(Server server) throws Exception {
    while (true) {
      JsonNode end = end(server);
      long lost = end.path("completeness").path("lost").asLong();
      if (end.path("rows").asLong() + lost == BURST) {
        return lost;
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  private static JsonNode end(Server server) throws Exception {
    String lines = text(server, "flows?format=ndjson&order=oldest");
    return JsonMapper.shared().readTree(lines.lines().reduce("", (_, line) -> line)).path("end");
  }

  private Flow flow(long number) {
    return new Flow.Builder()
        .time(start + number, 0)
        .seenOn(Node.named(number % 2 == 0 ? "east" : "west"), 0)
        .endpoints(TestFlows.FRONTEND, TestFlows.CATALOG)
        .build();
  }

  private Server server() throws IOException {
    return Server.start(
        new SourceBadge(SourceBadge.Kind.REPLAY, "test", ""),
        new LiveCluster(ClusterState.EMPTY),
        Map.of(
            "sextant.node", "server",
            "sextant.http.port", 0,
            "sextant.grpc.port", 0,
            "sextant.metrics.port", 0,
            "sextant.memory.flows", 8_191,
            "sextant.history.folder", folder.toString()));
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

  private static Instant time(long nanos) {
    return Instant.ofEpochSecond(0, nanos);
  }

  private static long nanos(Instant time) {
    return TimeUnit.SECONDS.toNanos(time.getEpochSecond()) + time.getNano();
  }
}
