package io.sextant.serve.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.sextant.flow.Flow;
import io.sextant.flow.LostEvents;
import io.sextant.flow.TestFlows;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;

class HttpRoutesTest {

  private final RoutesServer server = new RoutesServer();
  private final Feed feed = server.feed();
  private final WebTestClient client = server.client();

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void flows_areGivenOldestFirstWithWhatTheyCover() {
    feed.add(TestFlows.request(), TestFlows.answer(), TestFlows.drop());

    client
        .get()
        .uri("/api/v1/flows?last=2")
        .exchange()
        .expectStatus()
        .isOk()
        .expectHeader()
        .contentType(MediaType.APPLICATION_JSON)
        .expectBody()
        .jsonPath("$.flows.length()")
        .isEqualTo(2)
        .jsonPath("$.flows[0].seq")
        .isEqualTo(1)
        .jsonPath("$.flows[1].verdict")
        .isEqualTo("DROPPED")
        .jsonPath("$.flows[1].dropReason")
        .isEqualTo("POLICY_DENIED")
        .jsonPath("$.flows[1].isReply")
        .doesNotExist()
        .jsonPath("$.flows[1].source.node")
        .isEqualTo("shop/reviews")
        .jsonPath("$.flows[1].destination.port")
        .isEqualTo(5432)
        .jsonPath("$.flows[0].time")
        .isEqualTo("2026-01-15T10:20:30.123456789Z")
        .jsonPath("$.completeness.lost")
        .isEqualTo(0)
        .jsonPath("$.completeness.since")
        .isEqualTo("2026-01-15T10:20:30.123456789Z");
  }

  @ParameterizedTest
  @CsvSource({
    "namespace=payments, 1",
    "namespace=shop, 4",
    "namespace=payments&namespace=shop, 4",
    "namespace=!payments, 3",
    "verdict=DROPPED, 2",
    "verdict=dropped&namespace=payments, 1",
    "verdict=!DROPPED, 2",
    "pod=catalog, 2",
    "pod=shop/catalog, 2",
    "pod=payments/catalog, 0",
    "workload=shop/frontend, 3",
    "endpoint=reserved:world, 1",
    "from=shop/frontend&to=shop/catalog, 2",
    "from=shop/catalog, 0",
    "ip=10.42.0.14, 1",
    "ip=10.42.0.0/24, 4",
    "ip=198.51.100.0/24, 1",
    "port=8080, 2",
    "port=40001, 2",
    "protocol=udp, 0",
    "protocol=TCP, 4",
    "direction=ingress, 4",
    "type=drop, 2",
    "type=to-endpoint, 2",
    "reply=true, 1",
    "reply=false, 3",
    "reason=policy, 2",
    "identity=2, 1",
    "node=node-1, 4",
    "text=LEDGER, 1",
    "text=no-such, 0",
  })
  void filter_choosesFlows(String query, int count) {
    feed.add(TestFlows.request(), TestFlows.answer(), TestFlows.drop(), TestFlows.scan(22));

    client
        .get()
        .uri("/api/v1/flows?" + query)
        .exchange()
        .expectStatus()
        .isOk()
        .expectBody()
        .jsonPath("$.flows.length()")
        .isEqualTo(count);
  }

  @ParameterizedTest
  @CsvSource({
    "port=http, port, http, 65535",
    "port=65536, port, 65536, 65535",
    "verdict=DENIED, verdict, DENIED, DROPPED",
    "ip=10.0.0.0/33, ip, 10.0.0.0/33, prefix",
    "prot=TCP, prot, TCP, protocol",
    "last=-1, last, -1, 10000",
    "namespace=, namespace, '', namespace",
  })
  void wrongParameter_isRefusedWithNameValueAndWhatWouldBeRight(
      String query, String parameter, String value, String expected) {
    for (String route : List.of("/api/v1/flows?", "/api/v1/stream?")) {
      client
          .get()
          .uri(route + query)
          .exchange()
          .expectStatus()
          .isBadRequest()
          .expectHeader()
          .contentType(MediaType.APPLICATION_PROBLEM_JSON)
          .expectBody()
          .jsonPath("$.parameter")
          .isEqualTo(parameter)
          .jsonPath("$.value")
          .isEqualTo(value)
          .jsonPath("$.expected")
          .value(text -> assertThat(text.toString()).contains(expected));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "q=verdict:DROPPED | 2",
        "q=verdict:DROPPED&namespace=payments | 1",
        "q=port:(22 OR 8080) | 3",
        "q=port:>=20000&q=-verdict:DROPPED | 2",
        "q= | 4",
        "q=ledger | 1",
      })
  void query_choosesFlowsBesideTheFilters(String parameters, int count) {
    feed.add(TestFlows.request(), TestFlows.answer(), TestFlows.drop(), TestFlows.scan(22));

    client
        .get()
        .uri("/api/v1/flows?" + parameters)
        .exchange()
        .expectStatus()
        .isOk()
        .expectBody()
        .jsonPath("$.flows.length()")
        .isEqualTo(count);
  }

  @Test
  void wrongQuery_isRefusedWithItsPlace() {
    for (String route : List.of("/api/v1/flows?", "/api/v1/stream?")) {
      client
          .get()
          .uri(route + "q=pod:x port:http")
          .exchange()
          .expectStatus()
          .isBadRequest()
          .expectHeader()
          .contentType(MediaType.APPLICATION_PROBLEM_JSON)
          .expectBody()
          .jsonPath("$.parameter")
          .isEqualTo("q")
          .jsonPath("$.column")
          .isEqualTo(12)
          .jsonPath("$.length")
          .isEqualTo(4)
          .jsonPath("$.message")
          .value(text -> assertThat(text.toString()).startsWith("port takes a number"));
    }
  }

  @Test
  void language_isTold() {
    client
        .get()
        .uri("/api/v1/query")
        .exchange()
        .expectStatus()
        .isOk()
        .expectBody()
        .jsonPath("$.fields[?(@.name == 'port')].sided")
        .isEqualTo(true)
        .jsonPath("$.fields[?(@.name == 'verdict')].values[2]")
        .isEqualTo("DROPPED")
        .jsonPath("$.ends[0]")
        .isEqualTo("source");
    client
        .get()
        .uri("/api/v1/query?q=pod:x port:http")
        .exchange()
        .expectStatus()
        .isOk()
        .expectBody()
        .jsonPath("$.wrong.column")
        .isEqualTo(12)
        .jsonPath("$.wrong.length")
        .isEqualTo(4)
        .jsonPath("$.wrong.message")
        .value(text -> assertThat(text.toString()).startsWith("port takes a number"))
        .jsonPath("$.fields")
        .doesNotExist();
    client.get().uri("/api/v1/query?q=pod:x").exchange().expectBody(String.class).isEqualTo("{}");
    client.get().uri("/api/v1/query?x=1").exchange().expectStatus().isBadRequest();
    client.get().uri("/api/v1/nodes?q=x").exchange().expectStatus().isBadRequest();
  }

  @Test
  void map_showsTheDeniedEdge() {
    feed.add(TestFlows.request(), TestFlows.deniedVerdict(), TestFlows.drop());

    client
        .get()
        .uri("/api/v1/map")
        .exchange()
        .expectStatus()
        .isOk()
        .expectBody()
        .jsonPath("$.edges[?(@.destination == 'payments/ledger-db')].dropped")
        .isEqualTo(1)
        .jsonPath("$.edges[?(@.destination == 'shop/catalog')].forwarded")
        .isEqualTo(1)
        .jsonPath("$.nodes[?(@.id == 'shop/catalog')].kind")
        .isEqualTo("workload");
  }

  @Test
  void status_saysWhatWasLostAndWhere() {
    feed.add(
        TestFlows.request(),
        new LostEvents(
            TestFlows.TEN_TWENTY,
            TestFlows.NODE,
            LostEvents.Source.PERF_EVENT_RING_BUFFER,
            231,
            0,
            0,
            0));

    client
        .get()
        .uri("/api/v1/status")
        .exchange()
        .expectStatus()
        .isOk()
        .expectBody()
        .jsonPath("$.source.kind")
        .isEqualTo("replay")
        .jsonPath("$.memoryCapacity")
        .isEqualTo(RoutesServer.CAPACITY)
        .jsonPath("$.completeness.lost")
        .isEqualTo(231)
        .jsonPath("$.completeness.stages[0].stage")
        .isEqualTo("kernel ring")
        .jsonPath("$.completeness.stages[0].node")
        .isEqualTo("node-1")
        .jsonPath("$.history")
        .doesNotExist();
  }

  @Test
  void status_tellsHowHistoryIs() {
    HistoryReport report =
        new HistoryReport(
            "full",
            "No space left",
            2,
            1_000,
            45_000,
            45,
            null,
            3,
            null,
            0L,
            Map.of("disk_full", 7L),
            0,
            1);
    try (RoutesServer stored = new RoutesServer(NameBook.NONE, () -> report)) {
      stored
          .client()
          .get()
          .uri("/api/v1/status")
          .exchange()
          .expectStatus()
          .isOk()
          .expectBody()
          .jsonPath("$.history.state")
          .isEqualTo("full")
          .jsonPath("$.history.bytesPerFlow")
          .isEqualTo(45)
          .jsonPath("$.history.oldest")
          .doesNotExist()
          .jsonPath("$.history.notStored.disk_full")
          .isEqualTo(7);
    }
  }

  @Test
  void status_knowsTheRateAtTheFirstQuestion() {
    Instant now = Instant.now();
    long nanos = TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
    for (int i = 0; i < 100; i++) {
      feed.ring().append(new Flow.Builder().time(nanos, 0).build());
    }

    client
        .get()
        .uri("/api/v1/status")
        .exchange()
        .expectBody()
        .jsonPath("$.eventsPerSecond")
        .isEqualTo(20.0);
  }

  @Test
  void nodes_health_andUnknownPaths() {
    client
        .get()
        .uri("/api/v1/nodes")
        .exchange()
        .expectBody()
        .jsonPath("$[0].name")
        .isEqualTo("node-1");
    client.get().uri("/healthz").exchange().expectStatus().isOk();
    client.get().uri("/readyz").exchange().expectStatus().isOk();
    for (String path : List.of("/api/v1/flow", "/nope", "/app/nope.js")) {
      client
          .get()
          .uri(path)
          .exchange()
          .expectStatus()
          .isEqualTo(HttpStatus.NOT_FOUND)
          .expectHeader()
          .contentType(MediaType.APPLICATION_PROBLEM_JSON);
    }
  }

  @Test
  void everyAnswer_standsUnderAStrictPolicy() {
    for (String path :
        List.of("/api/v1/map", "/api/v1/flows?port=x", "/healthz", "/nope", "/app/nope.js")) {
      client
          .get()
          .uri(path)
          .exchange()
          .expectHeader()
          .value(
              "Content-Security-Policy",
              policy -> assertThat(policy).contains("script-src 'self'").doesNotContain("unsafe"))
          .expectHeader()
          .valueEquals("X-Content-Type-Options", "nosniff")
          .expectHeader()
          .valueEquals("Referrer-Policy", "no-referrer")
          .expectHeader()
          .valueEquals("Cross-Origin-Opener-Policy", "same-origin")
          .expectHeader()
          .valueEquals("Cross-Origin-Resource-Policy", "same-origin")
          .expectHeader()
          .cacheControl(CacheControl.noStore());
    }
  }
}
