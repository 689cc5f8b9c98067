package io.sextant.serve.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.sextant.flow.TestFlows;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.MediaType;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.test.web.reactive.server.WebTestClient;
import reactor.core.publisher.Flux;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What {@code GET /api/v1/stream} sends, over a real port. */
class StreamRouteTest {
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final ParameterizedTypeReference<ServerSentEvent<String>> EVENTS =
      new ParameterizedTypeReference<>() {};

  private final RoutesServer server = new RoutesServer();
  private final Feed feed = server.feed();
  private final WebTestClient client = server.client();

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void stream_bringsStatusMapAndMatchingFlows() {
    feed.add(TestFlows.request(), TestFlows.drop());

    List<ServerSentEvent<String>> first = until("/api/v1/stream?verdict=DROPPED", "", "flows", 1);
    assertThat(first).extracting(ServerSentEvent::event).contains("status", "map", "flows");
    List<JsonNode> rows = rows(first);
    assertThat(rows).hasSize(1);
    assertThat(rows.getFirst().path("dropReason").asString()).isEqualTo("POLICY_DENIED");
  }

  @Test
  void stream_withoutFlows_bringsMapAndStatusAlone() {
    feed.add(TestFlows.request());
    List<ServerSentEvent<String>> events = until("/api/v1/stream?flows=false", "", "map", 2);
    assertThat(events).extracting(ServerSentEvent::event).containsOnly("status", "map");
    client.get().uri("/api/v1/stream?flows=no").exchange().expectStatus().isBadRequest();
  }

  @Test
  void stream_goesOnAfterTheLastEventWithoutDouble() {
    feed.add(TestFlows.request(), TestFlows.answer());
    List<ServerSentEvent<String>> first = until("/api/v1/stream", "", "flows", 1);
    String id = Objects.requireNonNull(first.getLast().id());
    feed.add(TestFlows.drop());

    List<Integer> resumed =
        rows(until("/api/v1/stream", id, "flows", 1)).stream()
            .map(row -> row.path("seq").asInt())
            .toList();
    assertThat(rows(first)).extracting(row -> row.path("seq").asInt()).containsExactly(0, 1);
    assertThat(resumed).containsExactly(2);
  }

  @Test
  void stream_ofAnEarlierRun_startsWithTheNewest() {
    feed.add(TestFlows.request());

    assertThat(rows(until("/api/v1/stream", "otherrun-700", "flows", 1))).hasSize(1);
  }

  @Test
  void stream_thatIsOvertaken_saysHowManyItMissed() {
    feed.add(TestFlows.request());
    String id = Objects.requireNonNull(until("/api/v1/stream", "", "flows", 1).getLast().id());
    requests(RoutesServer.CAPACITY + 10);

    int batches = 1 + RoutesServer.CAPACITY / LiveStream.MOST_ROWS;
    List<ServerSentEvent<String>> resumed = until("/api/v1/stream?last=0", id, "flows", batches);
    assertThat(lost(resumed)).isEqualTo(10);
    assertThat(rows(resumed)).hasSize(RoutesServer.CAPACITY);
  }

  @Test
  void stream_withARareFilter_resumesWithoutFalseLoss() {
    feed.add(TestFlows.drop());
    requests(600);
    String id =
        Objects.requireNonNull(until("/api/v1/stream?type=drop", "", "status", 2).getLast().id());
    requests(600);
    feed.add(TestFlows.drop());

    List<ServerSentEvent<String>> resumed = until("/api/v1/stream?type=drop", id, "flows", 1);
    assertThat(rows(resumed)).extracting(row -> row.path("seq").asInt()).containsExactly(1201);
    assertThat(lost(resumed)).isZero();
    assertThat(feed.ring().lostByReaders()).isZero();
  }

  private void requests(int count) {
    for (int i = 0; i < count; i++) {
      feed.add(TestFlows.request());
    }
  }

  private static long lost(List<ServerSentEvent<String>> events) {
    return events.stream()
        .filter(event -> Objects.equals(event.event(), "lost"))
        .map(event -> json(Objects.requireNonNull(event.data())))
        .mapToLong(node -> node.path("count").asLong())
        .sum();
  }

  /** Events up to the n-th of a type. */
  private List<ServerSentEvent<String>> until(String uri, String lastId, String type, int n) {
    Flux<ServerSentEvent<String>> events =
        client
            .get()
            .uri(uri)
            .accept(MediaType.TEXT_EVENT_STREAM)
            .headers(headers -> {
              if (!lastId.isEmpty()) {
                headers.set("Last-Event-ID", lastId);
              }
            })
            .exchange()
            .expectStatus()
            .isOk()
            .returnResult(EVENTS)
            .getResponseBody();
    List<ServerSentEvent<String>> seen = new ArrayList<>();
    events
        .doOnNext(seen::add)
        .filter(event -> Objects.equals(event.event(), type))
        .take(n)
        .blockLast(SOON);
    return seen;
  }

  private static List<JsonNode> rows(List<ServerSentEvent<String>> events) {
    List<JsonNode> rows = new ArrayList<>();
    for (ServerSentEvent<String> event : events) {
      if (Objects.equals(event.event(), "flows")) {
        json(Objects.requireNonNull(event.data())).forEach(rows::add);
      }
    }
    return rows;
  }

  private static JsonNode json(String text) {
    return JsonMapper.shared().readTree(text);
  }
}
