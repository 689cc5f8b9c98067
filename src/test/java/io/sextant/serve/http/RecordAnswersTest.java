package io.sextant.serve.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.sextant.flow.LostEvents;
import io.sextant.flow.Node;
import io.sextant.flow.TestFlows;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.HttpStatus;
import org.springframework.test.web.reactive.server.WebTestClient.BodyContentSpec;

class RecordAnswersTest {
  private static final String LOSSES = "/api/v1/losses";
  private static final String NAMES = "/api/v1/names";
  private static final Node OTHER = Node.named("shop/other");

  /** Identity 7 was cart, then web. */
  private static final NameBook BOOK =
      new NameBook() {
        private static final List<Entry> SEVEN =
            List.of(
                new Entry("7", "{\"labels\":[\"app=cart\"]}", 0, 60_000_000_000L),
                new Entry("7", "{\"labels\":[\"app=web\"]}", 60_000_000_000L, null));

        @Override
        public boolean isKept() {
          return true;
        }

        @Override
        public List<Entry> at(Kind kind, long timeNanos) {
          return kind == Kind.IDENTITY
              ? SEVEN.stream().filter(entry -> entry.heldAt(timeNanos)).toList()
              : List.of();
        }

        @Override
        public List<Entry> history(Kind kind, String key) {
          return kind == Kind.IDENTITY && key.equals("7") ? SEVEN : List.of();
        }
      };

  private RoutesServer server = new RoutesServer();

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void losses_areGivenByNodeStageAndCpuWithTheTimeOfTheFlows() {
    server
        .feed()
        .add(
            TestFlows.request(),
            lost(TestFlows.NODE, LostEvents.Source.PERF_EVENT_RING_BUFFER, 1, 5),
            lost(TestFlows.NODE, LostEvents.Source.PERF_EVENT_RING_BUFFER, 1, 6),
            lost(TestFlows.NODE, LostEvents.Source.OBSERVER_EVENTS_QUEUE, 0, 7),
            lost(OTHER, LostEvents.Source.OBSERVER_EVENTS_QUEUE, LostEvents.NO_CPU, 8));
    ok(LOSSES)
        .jsonPath("$.lost")
        .isEqualTo(26)
        .jsonPath("$.since")
        .isEmpty()
        .jsonPath("$.nodes.length()")
        .isEqualTo(2)
        .jsonPath("$.nodes[?(@.node=='shop/other')].losses[0].lost")
        .isEqualTo(8)
        .jsonPath("$.nodes[?(@.node=='shop/other')].losses[0].cpu")
        .doesNotExist()
        .jsonPath("$.nodes[?(@.node=='shop/other')].since")
        .doesNotExist()
        .jsonPath("$.nodes[?(@.node!='shop/other')].since")
        .isEqualTo("2026-01-15T10:20:30.123456789Z")
        .jsonPath("$.nodes[?(@.node!='shop/other')].lost")
        .isEqualTo(18)
        .jsonPath("$.nodes[?(@.node!='shop/other')].losses[?(@.stage=='kernel ring')].lost")
        .isEqualTo(11)
        .jsonPath("$.nodes[?(@.node!='shop/other')].losses[?(@.stage=='kernel ring')].cpu")
        .isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "since=2026-01-15T10:20:30.123456789Z, 5",
    "since=2026-01-15T10:20:31Z, 0",
    "until=2026-01-15T10:20:30Z, 0",
    "since=2026-01-15T10:00:00Z&until=2026-01-15T11:00:00Z, 5",
    "since=1m, 0",
    "since=99999d, 5",
  })
  void losses_areThoseOfTheInterval(String query, int lost) {
    server.feed().add(lost(OTHER, LostEvents.Source.OBSERVER_EVENTS_QUEUE, 0, 5));
    ok(LOSSES + "?" + query).jsonPath("$.lost").isEqualTo(lost);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        LOSSES + "?since=yesterday | since | how long ago, as 30s",
        LOSSES + "?until=9999-12-31T00:00:00Z | until | how long ago, as 30s",
        LOSSES + "?since=1h&until=2h | since | a time before until",
        LOSSES + "?node=a | node | one of the parameters since, until",
        NAMES + " | kind | one of identity, address, policy, endpoint",
        NAMES + "?kind=pod | kind | one of identity, address, policy, endpoint",
        NAMES + "?kind=identity&at=x | at | how long ago, as 30s",
        NAMES + "?kind=identity&id=7 | id | one of the parameters at, key, kind",
      })
  void wrongParameter_isRefusedWithWhatWouldBeRight(String uri, String parameter, String expected) {
    server
        .client()
        .get()
        .uri(uri)
        .exchange()
        .expectStatus()
        .isBadRequest()
        .expectBody()
        .jsonPath("$.parameter")
        .isEqualTo(parameter)
        .jsonPath("$.expected")
        .value(text -> assertThat((String) text).startsWith(expected));
  }

  @Test
  void namesWithoutHistory_areNotFoundAndSaySo() {
    server
        .client()
        .get()
        .uri(NAMES + "?kind=identity")
        .exchange()
        .expectStatus()
        .isEqualTo(HttpStatus.NOT_FOUND)
        .expectBody()
        .jsonPath("$.title")
        .isEqualTo("Names are not kept");
  }

  @Test
  void names_areThoseOfKeyAndTime() {
    server.close();
    server = new RoutesServer(BOOK);
    ok(NAMES + "?kind=identity&key=7")
        .jsonPath("$.names.length()")
        .isEqualTo(2)
        .jsonPath("$.names[0].kind")
        .isEqualTo("identity")
        .jsonPath("$.names[0].until")
        .isEqualTo("1970-01-01T00:01:00Z")
        .jsonPath("$.names[1].since")
        .isEqualTo("1970-01-01T00:01:00Z")
        .jsonPath("$.names[1].until")
        .doesNotExist();
    ok(NAMES + "?kind=identity&key=7&at=1970-01-01T00:00:59Z")
        .jsonPath("$.names.length()")
        .isEqualTo(1)
        .jsonPath("$.names[0].value.labels[0]")
        .isEqualTo("app=cart");
    ok(NAMES + "?kind=identity").jsonPath("$.names[0].value.labels[0]").isEqualTo("app=web");
    ok(NAMES + "?kind=policy&key=7").jsonPath("$.names.length()").isEqualTo(0);
  }

  private BodyContentSpec ok(String uri) {
    return server.client().get().uri(uri).exchange().expectStatus().isOk().expectBody();
  }

  private static LostEvents lost(Node node, LostEvents.Source source, int cpu, long count) {
    return new LostEvents(TestFlows.request().timeNanos(), node, source, count, cpu, 0, 0);
  }
}
