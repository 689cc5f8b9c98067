package io.sextant;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.sextant.control.ClusterState;
import io.sextant.control.LiveCluster;
import io.sextant.flow.LostEvents;
import io.sextant.flow.TestFlows;
import io.sextant.proto.flow.Verdict;
import io.sextant.proto.observer.GetFlowsRequest;
import io.sextant.proto.observer.GetFlowsResponse;
import io.sextant.proto.observer.ObserverGrpc;
import io.sextant.serve.http.SourceBadge;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that ended, and the next one on its folder: what it answers from is the disk. */
class HistoryRestartTest {
  private static final int ROUNDS = 3_000;
  private final Instant first = Instant.now().minus(Duration.ofDays(6));

  @TempDir Path folder;

  @Test
  void nextServer_answersOverWhatTheLastOneSaw() throws Exception {
    try (Server server = server()) {
      Pipeline pipeline = server.pipeline();
      for (int i = 0; i < ROUNDS; i++) {
        pipeline.keep(TestFlows.requestAt(nanos(first.plusSeconds(i))));
        pipeline.keep(TestFlows.dropAt(nanos(first.plusSeconds(i))));
        if (i % 100 == 0) {
          pipeline.batchDone();
        }
      }
      pipeline.keep(
          new LostEvents(
              nanos(first.plusSeconds(ROUNDS)),
              TestFlows.NODE,
              LostEvents.Source.PERF_EVENT_RING_BUFFER,
              7,
              0,
              0,
              0));
      pipeline.batchDone();
      assertThat(flows(server, sinceAWeek())).hasSize(2 * ROUNDS);
    }
    try (Server server = server()) {
      assertThat(flows(server, sinceAWeek())).hasSize(2 * ROUNDS);
      assertThat(flows(server, GetFlowsRequest.newBuilder().setNumber(5).build())).hasSize(5);
      List<GetFlowsResponse> drops =
          flows(
              server,
              sinceAWeek().toBuilder()
                  .addWhitelist(
                      io.sextant.proto.flow.FlowFilter.newBuilder().addVerdict(Verdict.DROPPED))
                  .build());
      assertThat(drops).hasSize(ROUNDS);
      assertThat(get(server, "/api/v1/flows?since=7d&limit=10&q=verdict:DROPPED"))
          .contains("\"verdict\":\"DROPPED\"", "\"completeness\"");
      assertThat(get(server, "/api/v1/aggregate?by=verdict&since=7d"))
          .contains("\"flows\":" + 2 * ROUNDS);
      assertThat(get(server, "/api/v1/losses?since=7d")).contains("kernel ring", "\"lost\":7");
      server.pipeline().keep(TestFlows.requestAt(nanos(Instant.now())));
      server.pipeline().batchDone();
      assertThat(flows(server, sinceAWeek())).hasSize(2 * ROUNDS + 1);
    }
  }

  private Server server() throws IOException {
    return Server.start(
        new SourceBadge(SourceBadge.Kind.REPLAY, "test", ""),
        new LiveCluster(ClusterState.EMPTY),
        Map.of(
            "sextant.node", "n",
            "sextant.http.port", 0,
            "sextant.grpc.port", 0,
            "sextant.metrics.port", 0,
            "sextant.memory.flows", 16_383,
            "sextant.history.folder", folder.toString()));
  }

  private static GetFlowsRequest sinceAWeek() {
    Instant since = Instant.now().minus(Duration.ofDays(7));
    return GetFlowsRequest.newBuilder()
        .setSince(Timestamp.newBuilder().setSeconds(since.getEpochSecond()))
        .build();
  }

  private static List<GetFlowsResponse> flows(Server server, GetFlowsRequest request) {
    ManagedChannel channel =
        ManagedChannelBuilder.forAddress("localhost", server.grpcPort()).usePlaintext().build();
    try {
      List<GetFlowsResponse> flows = new ArrayList<>();
      ObserverGrpc.newBlockingStub(channel)
          .getFlows(request)
          .forEachRemaining(response -> {
            if (response.hasFlow()) {
              flows.add(response);
            }
          });
      return flows;
    } finally {
      channel.shutdownNow();
    }
  }

  private static String get(Server server, String path) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      URI uri = URI.create("http://localhost:" + server.httpPort() + path);
      return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
          .body();
    }
  }

  private static long nanos(Instant time) {
    return time.getEpochSecond() * 1_000_000_000L + time.getNano();
  }
}
