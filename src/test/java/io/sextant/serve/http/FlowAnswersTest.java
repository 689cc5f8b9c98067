package io.sextant.serve.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.sextant.flow.Flow;
import io.sextant.flow.LostEvents;
import io.sextant.flow.TestFlows;
import io.sextant.store.MemoryRing;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class FlowAnswersTest {
  private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");

  private final RoutesServer server = new RoutesServer();
  private final WebTestClient client = server.client();

  @AfterEach
  void stop() {
    server.close();
  }

  /** One flow a minute, from noon on. */
  private void minutes(int count) {
    for (int i = 0; i < count; i++) {
      server.feed().add(at(NOON.plus(Duration.ofMinutes(i))).build());
    }
  }

  private static Flow.Builder at(Instant time) {
    return new Flow.Builder().time(nanos(time), 0);
  }

  private static long nanos(Instant time) {
    return TimeUnit.SECONDS.toNanos(time.getEpochSecond()) + time.getNano();
  }

  private JsonNode page(String query) {
    return JsonMapper.shared().readTree(text(query, MediaType.APPLICATION_JSON));
  }

  private String text(String query, MediaType accept) {
    return Objects.requireNonNullElse(
        client
            .get()
            .uri(URI.create(server.url() + "/api/v1/flows?" + query))
            .accept(accept)
            .exchange()
            .expectStatus()
            .isOk()
            .expectHeader()
            .contentTypeCompatibleWith(accept)
            .expectBody(String.class)
            .returnResult()
            .getResponseBody(),
        "");
  }

  private JsonNode refused(String query) {
    byte[] body =
        client
            .get()
            .uri(URI.create(server.url() + "/api/v1/flows?" + query))
            .exchange()
            .expectStatus()
            .isBadRequest()
            .expectBody()
            .returnResult()
            .getResponseBody();
    return JsonMapper.shared().readTree(body);
  }

  private static List<Integer> numbers(JsonNode page) {
    List<Integer> numbers = new ArrayList<>();
    page.path("flows").forEach(row -> numbers.add(row.path("seq").asInt()));
    return numbers;
  }

  @Test
  void page_beginsWithTheNewest_andItsCursorLeadsToTheOlder() {
    minutes(5);
    JsonNode first = page("limit=2");
    minutes(2);
    JsonNode second = page("limit=2&cursor=" + first.path("next").asString());
    JsonNode third = page("limit=2&cursor=" + second.path("next").asString());
    assertThat(first.path("order").asString()).isEqualTo("newest");
    assertThat(numbers(first)).containsExactly(4, 3);
    assertThat(numbers(second)).containsExactly(2, 1);
    assertThat(numbers(third)).containsExactly(0);
    assertThat(third.has("next")).isFalse();
  }

  @Test
  void page_ofTheOldestFirst_goesOnToTheNewer() {
    minutes(3);
    JsonNode first = page("limit=2&order=oldest");
    JsonNode second = page("limit=2&order=oldest&cursor=" + first.path("next").asString());
    assertThat(numbers(first)).containsExactly(0, 1);
    assertThat(numbers(second)).containsExactly(2);
    assertThat(second.path("cutOff").asBoolean()).isFalse();
    assertThat(second.path("missed").asInt()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "since=2026-01-31T12:02:00Z&until=2026-01-31T12:04:00Z, 2, 4",
    "since=2026-01-31T12:02Z&until=2026-01-31T13:04%2B01:00, 2, 4",
    "since=1769860920&until=1769861040000, 2, 4",
    "until=2026-01-31T12:00:30Z, 0, 0",
    "since=2026-01-31T12:08:30Z, 9, 9",
  })
  void range_includesBothEnds(String query, int first, int last) {
    minutes(10);
    JsonNode page = page(query + "&order=oldest");
    assertThat(numbers(page)).startsWith(first).endsWith(last).hasSize(last - first + 1);
  }

  @Test
  void range_isRelativeToNow_andTheCursorKeepsIt() {
    Instant now = Instant.now();
    server.feed().add(at(now.minusSeconds(3600)).build());
    server.feed().add(at(now.minusSeconds(60)).build(), at(now.minusSeconds(50)).build());
    JsonNode first = page("since=15m&limit=1");
    assertThat(numbers(first)).containsExactly(2);
    assertThat(numbers(page("limit=5&cursor=" + first.path("next").asString()))).containsExactly(1);
  }

  @Test
  void completeness_isThatOfTheRange() {
    minutes(3);
    server.feed().add(loss(NOON.plusSeconds(90), 5), loss(NOON.plusSeconds(100_000), 70));
    JsonNode covered =
        page("since=2026-01-31T12:01:00Z&until=2026-01-31T12:30Z").path("completeness");
    assertThat(covered.path("since").asString()).isEqualTo("2026-01-31T12:01:00Z");
    assertThat(covered.path("until").asString()).isEqualTo("2026-01-31T12:02:00Z");
    assertThat(covered.path("lost").asInt()).isEqualTo(5);
    JsonNode before = page("until=2026-01-31T11:00Z").path("completeness");
    assertThat(before.path("since").isNull()).isTrue();
    assertThat(before.path("lost").asInt()).isZero();
  }

  /** A node of the relay said that its memory overtook us: nobody here has those flows. */
  @Test
  void lossThatANodeTold_isNoneOfThisReader() {
    minutes(2);
    server.feed().add(loss(NOON, LostEvents.Source.HUBBLE_RING_BUFFER, 70), loss(NOON, 5));
    for (String order : List.of("newest", "oldest")) {
      JsonNode page = page("order=" + order);
      JsonNode completeness = page.path("completeness");
      assertThat(page.path("missed").asInt()).isZero();
      assertThat(completeness.path("lost").asInt()).isEqualTo(75);
      assertThat(completeness.path("stages").toString())
          .contains("{\"node\":\"node-1\",\"stage\":\"memory ring\",\"lost\":70}");
      assertThat(completeness.path("nodes").toString())
          .isEqualTo(
              "[{\"node\":\"\",\"since\":\"2026-01-31T12:00:00Z\","
                  + "\"until\":\"2026-01-31T12:01:00Z\",\"lost\":0,\"stages\":[]},"
                  + "{\"node\":\"node-1\",\"lost\":75,\"stages\":["
                  + "{\"stage\":\"kernel ring\",\"lost\":5},"
                  + "{\"stage\":\"memory ring\",\"lost\":70}]}]");
      assertThat(completeness.path("notCovered").size()).isZero();
    }
  }

  private static LostEvents loss(Instant time, long count) {
    return loss(time, LostEvents.Source.PERF_EVENT_RING_BUFFER, count);
  }

  private static LostEvents loss(Instant time, LostEvents.Source source, long count) {
    return new LostEvents(nanos(time), TestFlows.NODE, source, count, 0, 0, 0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "since=yesterday | since | 15m",
        "since=2026-02-01&until=2026-01-01 | until | not before since=2026-02-01",
        "order=up | order | newest or oldest",
        "limit=10001 | limit | 10000",
        "limit=x&format=ndjson | limit | number of rows",
        "format=xml | format | json, ndjson, csv",
        "timeout=-1s | timeout | 10s",
        "timeout=11m | timeout | 10m at most",
        "last=5&order=oldest | order | no last beside it",
        "last=5&limit=5 | limit | no last beside it",
        "cursor=%20 | cursor | \"next\"",
        "cursor=AAAA | cursor | \"next\"",
      })
  void wrongParameter_isRefused(String query, String parameter, String expected) {
    JsonNode problem = refused(query);
    assertThat(problem.path("parameter").asString()).isEqualTo(parameter);
    assertThat(problem.path("expected").asString()).contains(expected);
  }

  @Test
  void cursor_ofAnotherStoreFormatOrOrder_isRefused() {
    minutes(3);
    String cursor = page("limit=1").path("next").asString();
    String parts = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
    String other = parts.replaceFirst(":[0-9a-z]+:", ":elsewhere:");
    assertThat(refused("cursor=" + encoded(other)).path("expected").asString())
        .contains("this one is of elsewhere", "begin anew");
    assertThat(refused("cursor=" + encoded("2" + parts.substring(1))).path("expected").asString())
        .contains("format 1", "has 2");
    assertThat(refused("order=oldest&cursor=" + cursor).path("expected").asString())
        .contains("newest, as the cursor has it");
  }

  private static String encoded(String parts) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(parts.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "*/* | application/json",
        "text/html,application/xhtml+xml,*/*;q=0.8 | application/json",
        "application/x-ndjson | application/x-ndjson",
        "text/csv | text/csv",
        "text/* | text/csv",
        "application/json;q=0.1, text/csv;q=0.9 | text/csv",
        "*/*, text/csv | text/csv",
      })
  void form_isTheOneThatTheClientLikesBest(String accept, String type) {
    client
        .get()
        .uri("/api/v1/flows")
        .header("Accept", accept)
        .exchange()
        .expectStatus()
        .isOk()
        .expectHeader()
        .contentTypeCompatibleWith(type);
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/xml", "text/html", "nonsense", "application/json;q=0"})
  void form_thatThereIsNot_isRefusedWithThoseThereAre(String accept) {
    client
        .get()
        .uri("/api/v1/flows")
        .header("Accept", accept)
        .exchange()
        .expectStatus()
        .isEqualTo(HttpStatus.NOT_ACCEPTABLE)
        .expectHeader()
        .contentType(MediaType.APPLICATION_PROBLEM_JSON)
        .expectBody()
        .jsonPath("$.detail")
        .value(text ->
            assertThat(text.toString())
                .contains(accept, "application/json, application/x-ndjson, text/csv"));
  }

  @Test
  void ndjson_isAFlowALine_andALastLineThatSaysHowCompleteItIs() {
    minutes(1_000);
    List<JsonNode> lines =
        text("order=oldest", MediaType.APPLICATION_NDJSON)
            .lines()
            .map(JsonMapper.shared()::readTree)
            .toList();
    assertThat(lines).hasSize(1_001);
    assertThat(lines.getFirst().path("seq").asInt()).isZero();
    JsonNode end = lines.getLast().path("end");
    assertThat(end.path("rows").asInt()).isEqualTo(1_000);
    assertThat(end.path("cutOff").asBoolean()).isFalse();
    assertThat(end.path("completeness").path("since").asString()).isEqualTo("2026-01-31T12:00:00Z");
    assertThat(end.has("next")).isFalse();
  }

  @Test
  void ndjson_withALimit_goesOnByCursor() {
    minutes(10);
    String[] lines = text("format=ndjson&limit=4", MediaType.ALL).split("\n", -1);
    String next = JsonMapper.shared().readTree(lines[4]).path("end").path("next").asString();
    assertThat(numbers(page("cursor=" + next))).containsExactly(5, 4, 3, 2, 1, 0);
  }

  @Test
  void csv_hasAHeaderLine_andNoFormulas() {
    server
        .feed()
        .add(
            at(NOON).summary("=HYPERLINK(\"http://x\",\"y\")").build(),
            at(NOON).summary("plain, \"quoted\"\nand broken").build(),
            loss(NOON, 9));
    String table = text("order=oldest&format=csv", MediaType.ALL);
    assertThat(table)
        .startsWith("time,node,verdict,drop_reason,")
        .contains("\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\"")
        .contains("\"plain, \"\"quoted\"\"\nand broken\"")
        .endsWith("\r\n");
    assertThat(table.split("\r\n", -1)).hasSize(4);
    client
        .get()
        .uri("/api/v1/flows?format=csv")
        .exchange()
        .expectHeader()
        .valueEquals(
            FlowAnswers.COMPLETENESS,
            "since=2026-01-31T12:00:00Z; until=2026-01-31T12:00:00Z; lost=9; notCovered=0; nodes=2;"
                + " node=\"node-1\" (since=-, until=-, lost=9, kernel ring=9);"
                + " node=\"\" (since=2026-01-31T12:00:00Z, until=2026-01-31T12:00:00Z, lost=0)")
        .expectHeader()
        .valueMatches("Content-Disposition", "attachment; filename=\"flows.csv\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"json", "ndjson", "csv"})
  void clientThatGoesAway_endsTheReadingAtOnce(String format) throws Exception {
    List<FrontStore.Endless> stores = new ArrayList<>();
    try (RoutesServer endless = new RoutesServer(ring -> remember(ring, stores))) {
      FrontStore.Endless store = stores.getFirst();
      try (Socket socket = request(endless, "/api/v1/flows?order=oldest&format=" + format)) {
        assertThat(store.begun.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(socket.isConnected()).isTrue();
        assertThat(store.closed.getCount()).isOne();
      }
      assertThat(store.closed.await(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  private static FrontStore.Endless remember(MemoryRing ring, List<FrontStore.Endless> stores) {
    FrontStore.Endless store = new FrontStore.Endless(ring);
    stores.add(store);
    return store;
  }

  private static Socket request(RoutesServer server, String path) throws IOException {
    URI url = URI.create(server.url());
    Socket socket = new Socket(url.getHost(), url.getPort());
    String text = "GET " + path + " HTTP/1.1\r\nHost: test\r\n\r\n";
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    return socket;
  }
}
