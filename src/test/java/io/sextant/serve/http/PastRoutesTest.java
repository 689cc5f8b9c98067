package io.sextant.serve.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.sextant.flow.Flow;
import io.sextant.flow.LostEvents;
import io.sextant.flow.Node;
import io.sextant.flow.Reply;
import io.sextant.flow.TcpFlags;
import io.sextant.flow.TestFlows;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;

class PastRoutesTest {
  private static final long SECOND = 1_000_000_000L;

  private final RoutesServer server = new RoutesServer();
  private final WebTestClient client = server.client();

  /** Four requests, one a minute, then a drop and a loss in the fifth minute. */
  @BeforeEach
  void fill() {
    for (int minute = 0; minute < 4; minute++) {
      server.feed().add(request(minute));
    }
    server
        .feed()
        .add(
            TestFlows.drop(),
            new LostEvents(
                TestFlows.TEN_TWENTY,
                TestFlows.NODE,
                LostEvents.Source.PERF_EVENT_RING_BUFFER,
                9,
                0,
                0,
                0));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void flows_areCountedByFieldsAndTime() {
    get("/api/v1/aggregate?by=source.workload,verdict&bucket=1m")
        .jsonPath("$.by[1]")
        .isEqualTo("verdict")
        .jsonPath("$.bucketSeconds")
        .isEqualTo(60)
        .jsonPath("$.rows.length()")
        .isEqualTo(5)
        .jsonPath("$.rows[0].bucket")
        .isEqualTo("2026-01-15T10:20:00Z")
        .jsonPath("$.rows[0].keys['source.workload']")
        .isEqualTo("shop/frontend")
        .jsonPath("$.rows[0].count.flows")
        .isEqualTo(1)
        .jsonPath("$.rows[0].count.bytes")
        .isEqualTo(100)
        .jsonPath("$.rows[4].bucket")
        .isEqualTo("2026-01-15T10:23:00Z")
        .jsonPath("$.total.flows")
        .isEqualTo(5)
        .jsonPath("$.total.verdicts.dropped")
        .isEqualTo(1)
        .jsonPath("$.exact")
        .isEqualTo(true)
        .jsonPath("$.since")
        .isEqualTo("2026-01-15T10:20:30.123456789Z")
        .jsonPath("$.until")
        .isEqualTo("2026-01-15T10:23:30.123456789Z")
        .jsonPath("$.lost")
        .isEqualTo(9)
        .jsonPath("$.missed")
        .isEqualTo(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"aggregate?by=verdict", "map?since=2026-01-15T10:20Z"})
  void completeness_isToldOfEachNodeAndStage(String answer) {
    server
        .feed()
        .add(
            TestFlows.frontendToCatalog(TcpFlags.SYN, Reply.NO)
                .time(TestFlows.TEN_TWENTY, 0)
                .seenOn(Node.named("node-2"), 0)
                .build());
    get("/api/v1/" + answer)
        .jsonPath("$.completeness.lost")
        .isEqualTo(9)
        .jsonPath("$.completeness.nodes.length()")
        .isEqualTo(2)
        .jsonPath("$.completeness.nodes[0].node")
        .isEqualTo("node-1")
        .jsonPath("$.completeness.nodes[0].since")
        .isEqualTo("2026-01-15T10:20:30.123456789Z")
        .jsonPath("$.completeness.nodes[0].until")
        .isEqualTo("2026-01-15T10:23:30.123456789Z")
        .jsonPath("$.completeness.nodes[0].lost")
        .isEqualTo(9)
        .jsonPath("$.completeness.nodes[0].stages[0].stage")
        .isEqualTo("kernel ring")
        .jsonPath("$.completeness.nodes[0].stages[0].lost")
        .isEqualTo(9)
        .jsonPath("$.completeness.nodes[1].until")
        .isEqualTo("2026-01-15T10:20:30.123456789Z")
        .jsonPath("$.completeness.nodes[1].lost")
        .isEqualTo(0);
  }

  @Test
  void whatTheLimitCutsOff_isToldAsOthers() {
    get("/api/v1/aggregate?by=source.workload&limit=1")
        .jsonPath("$.rows.length()")
        .isEqualTo(1)
        .jsonPath("$.rows[0].bucket")
        .doesNotExist()
        .jsonPath("$.rows[0].count.flows")
        .isEqualTo(4)
        .jsonPath("$.others.flows")
        .isEqualTo(1)
        .jsonPath("$.others.verdicts.dropped")
        .isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "q=verdict:DROPPED | 1",
        "verdict=DROPPED | 1",
        "verdict=FORWARDED&q=port:8080 | 4",
        "since=2026-01-15T10:21:00Z | 3",
        "since=2026-01-15T10:21:00Z&until=2026-01-15T10:22:40Z | 2",
        "until=36000d | 0",
        "since=1s | 0",
        "since=36000d | 5",
      })
  void filtersAndTime_chooseWhatIsCounted(String parameters, int flows) {
    get("/api/v1/aggregate?" + parameters).jsonPath("$.total.flows").isEqualTo(flows);
  }

  @Test
  void commaSeparatedValues_areGivenToWhoAsksForThem() {
    String head =
        "bucket,source.pod,flows,bytes,VERDICT_UNKNOWN,FORWARDED,DROPPED,ERROR,AUDIT,REDIRECTED,"
            + "TRACED,TRANSLATED,first,last\r\n";
    String row = ",shop/frontend-7d9c-x1,4,400,0,4,0,0,0,0,0,0,2026-01-15T10:20:30.123456789Z,";
    for (boolean byHeader : new boolean[] {true, false}) {
      String format = byHeader ? "" : "&format=csv";
      String csv =
          client
              .get()
              .uri("/api/v1/aggregate?by=source.pod&limit=1" + format)
              .headers(headers -> {
                if (byHeader) {
                  headers.setAccept(List.of(MediaType.parseMediaType("text/csv")));
                }
              })
              .exchange()
              .expectStatus()
              .isOk()
              .expectHeader()
              .contentTypeCompatibleWith("text/csv")
              .expectHeader()
              .valueMatches(FlowAnswers.COMPLETENESS, "since=.*; lost=9; .*kernel ring=9.*")
              .expectBody(String.class)
              .returnResult()
              .getResponseBody();
      assertThat(Objects.requireNonNull(csv)).startsWith(head + row).contains("(others),,1,");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "aggregate?by=colour | by | colour | source.pod",
        "aggregate?by=verdict,verdict | by | verdict,verdict | different",
        "aggregate?bucket=7 | bucket | 7 | 10s",
        "aggregate?bucket=0s | bucket | 0s | 10s",
        "aggregate?bucket=1s&since=7d&until=now | bucket | 1s | 10000",
        "aggregate?limit=10001 | limit | 10001 | 10000",
        "aggregate?since=yesterday | since | yesterday | 15m",
        "aggregate?since=now&until=1h | until | 1h | not before since",
        "aggregate?format=xml | format | xml | csv",
        "aggregate?colour=red | colour | red | bucket",
        "map?since=never | since | never | 15m",
        "map?last=5 | last | 5 | since",
      })
  void wrongParameter_isRefusedByName(
      String request, String parameter, String value, String expected) {
    client
        .get()
        .uri("/api/v1/" + request)
        .exchange()
        .expectStatus()
        .isBadRequest()
        .expectBody()
        .jsonPath("$.parameter")
        .isEqualTo(parameter)
        .jsonPath("$.value")
        .isEqualTo(value)
        .jsonPath("$.expected")
        .value(text -> assertThat(text.toString()).contains(expected));
  }

  @Test
  void mapOfATime_isDrawnFromItsFlows() {
    get("/api/v1/map?since=2026-01-15T10:21:00Z&until=2026-01-15T10:23:00Z")
        .jsonPath("$.edges.length()")
        .isEqualTo(1)
        .jsonPath("$.edges[0].forwarded")
        .isEqualTo(2)
        .jsonPath("$.nodes.length()")
        .isEqualTo(2)
        .jsonPath("$.windowSeconds")
        .isEqualTo(120)
        .jsonPath("$.since")
        .isEqualTo("2026-01-15T10:21:00Z")
        .jsonPath("$.lost")
        .isEqualTo(0);
  }

  @Test
  void mapOfSomeFlows_leavesOutTheOthers() {
    get("/api/v1/map?q=verdict:DROPPED")
        .jsonPath("$.edges.length()")
        .isEqualTo(1)
        .jsonPath("$.edges[0].destination")
        .isEqualTo("payments/ledger-db")
        .jsonPath("$.lost")
        .isEqualTo(9);
  }

  @Test
  void mapOfNow_isTheLivingOne() {
    get("/api/v1/map").jsonPath("$.edges.length()").isEqualTo(2).jsonPath("$.since").doesNotExist();
  }

  private WebTestClient.BodyContentSpec get(String uri) {
    return client.get().uri(uri).exchange().expectStatus().isOk().expectBody();
  }

  private static Flow request(int minute) {
    return TestFlows.frontendToCatalog(TcpFlags.SYN, Reply.NO)
        .time(TestFlows.TEN_TWENTY + minute * 60L * SECOND, 0)
        .length(100)
        .build();
  }
}
