package io.sextant.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sextant.flow.Flow;
import io.sextant.flow.FlowExtras;
import io.sextant.flow.L7;
import io.sextant.flow.NetworkInterface;
import io.sextant.flow.PolicyAttribution;
import io.sextant.flow.PolicyRef;
import io.sextant.flow.Reply;
import io.sextant.flow.Service;
import io.sextant.flow.TcpFlags;
import io.sextant.flow.TestFlows;
import io.sextant.flow.TrafficDirection;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueryTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

  /** The frontend asks the catalog for something over HTTP, and that answers late with an error. */
  private static final Flow ANSWER =
      TestFlows.frontendToCatalog(TcpFlags.PSH | TcpFlags.ACK, Reply.YES)
          .endpoints(TestFlows.CATALOG, TestFlows.FRONTEND)
          .names(List.of("Catalog.example.com"), List.of())
          .services(new Service("catalog", "shop"), null)
          .networkInterface(new NetworkInterface(7, "lxc42"))
          .policies(
              new PolicyAttribution(
                  TrafficDirection.INGRESS,
                  true,
                  List.of(new PolicyRef("CiliumNetworkPolicy", "shop", "allow-web", List.of(), 1)),
                  List.of()))
          .summary("HTTP/1.1 503 150ms (GET http://catalog:8080/v1/items/42)")
          .extras(
              new FlowExtras(
                  null,
                  null,
                  new L7(
                      L7.Type.RESPONSE,
                      150_000_000,
                      new L7.Http(
                          503, "GET", "http://catalog:8080/v1/items/42?a=(b)", "", List.of())),
                  null,
                  TRACE,
                  0,
                  0))
          .build();

  /** Over DNS, the frontend asks for a name. */
  private static final Flow LOOKUP =
      TestFlows.frontendToCatalog(0, Reply.NO)
          .summary("DNS Query A")
          .extras(
              new FlowExtras(
                  null,
                  null,
                  new L7(
                      L7.Type.REQUEST,
                      0,
                      new L7.Dns(
                          "Api.Example.COM.",
                          List.of(),
                          0,
                          List.of(),
                          "",
                          0,
                          List.of("A"),
                          List.of())),
                  null,
                  "",
                  0,
                  0))
          .build();

  /** In the order of the bits: 1 request, 2 drop, 4 scan of port 22, 8 answer, 16 look-up. */
  private static final List<Flow> FLOWS =
      List.of(TestFlows.request(), TestFlows.drop(), TestFlows.scan(22), ANSWER, LOOKUP);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "verdict:dropped | 6",
        "verdict:DROPPED,FORWARDED | 31",
        "-verdict:DROPPED | 25",
        "NOT verdict:DROPPED | 25",
        "!verdict:DROPPED | 25",
        "reason:policy_denied | 6",
        "reason:\"Policy denied\" | 6",
        "reason:policy | 6",
        "reason:POLICY_* | 6",
        "reason:133 | 6",
        "reason:134 | 0",
        "ip:10.42.0.14 | 2",
        "ip:198.51.100.0/24 | 4",
        "source.ip:10.42.0.11 | 25",
        "destination.ip:10.42.0.0/28 | 31",
        "ip:fd00::/8 | 0",
        "port:5432 | 2",
        "port:20-30 | 4",
        "port:20..30 | 4",
        "port:..100 | 4",
        "port:>=50000 | 4",
        "port:<23 | 4",
        "from.port:8080 | 0",
        "to.port:8080 | 25",
        "client.port:8080 | 8",
        "server.port:8080 | 17",
        "pod:shop/frontend | 29",
        "pod:\"shop/frontend\" | 0",
        "pod:shop/*-x1 | 29",
        "pod:ledger | 2",
        "pod:/ledger | 2",
        "pod:payments/ | 2",
        "destination.pod:frontend | 12",
        "namespace:payments | 2",
        "ns:pay* | 2",
        "workload:shop/catalog | 25",
        "workload:cat | 0",
        "workload:cat* | 25",
        "service:shop/catalog | 8",
        "label:app=frontend | 29",
        "source.label:app=frontend | 17",
        "label:\"app in (ledger-db, x)\" | 2",
        "label:k8s:app=reviews,!tier | 2",
        "identity:world | 4",
        "identity:reserved:world | 4",
        "identity:2 | 4",
        "identity:1003-1004 | 2",
        "dns:*.example.com | 24",
        "dns:api.example.com. | 16",
        "fqdn:CATALOG.* | 8",
        "node:node-1 | 31",
        "node:default/NODE-* | 31",
        "node:west/node-1 | 0",
        "policy:shop/allow-web | 8",
        "policy:allow-* | 8",
        "cluster:default | 31",
        "direction:INGRESS | 31",
        "direction:unknown | 0",
        "protocol:tcp | 31",
        "proto:http | 8",
        "protocol:dns | 16",
        "type:drop | 6",
        "type:to-endpoint | 25",
        "type:trace:to-endpoint | 25",
        "type:4 | 25",
        "type:1:133 | 6",
        "flags:syn | 7",
        "flags:PSH,ACK | 8",
        "status:5xx | 8",
        "status:503 | 8",
        "status:400-499 | 0",
        "status:>=500 | 8",
        "method:get | 8",
        "url:/v1/items | 8",
        "url:http*42 | 0",
        "url:\"http://catalog:8080/v1/items/42?a=(b)\" | 8",
        "path:/v1/*/42 | 8",
        "path:items | 8",
        "latency:>100ms | 8",
        "latency:0.1s-0.2s | 8",
        "latency:>150ms | 0",
        "trace:4BF92F3577B34DA6A3CE929D0E0E4736 | 8",
        "reply:true | 8",
        "reply:no | 23",
        "interface:lxc* | 8",
        "interface:7 | 8",
        "time:2026-01-15 | 31",
        "time:>=2026-01-15T10:20:30Z | 31",
        "time:2026-01-15T10:20:31..2026-01-16 | 0",
        "time:<2026-01-15T11:20:31+01:00 | 31",
        "endpoint:shop/catalog | 25",
        "from:shop/frontend | 17",
        "to:shop/frontend | 12",
        "client:shop/frontend server:shop/catalog | 25",
        "from:reserved:world | 4",
        "from:world | 4",
        "to:10.42.0.14 | 2",
        "to:cidr:10.42.0.14/32 | 2",
        "from:name:catalog.example.com | 8",
        "from:identity:1003 | 2",
        "LEDGER | 2",
        "ledger-* | 2",
        "198.51 | 4",
        "denied | 6",
        "item | 8",
        "\"item\" | 0",
        "\"items\" | 8",
        "api.exam | 16",
        "text:allow-web | 8",
        "summary:(syn OR query) | 23",
        "* | 31",
        "'' | 31",
        "'   ' | 31",
        "verdict:DROPPED namespace:payments | 2",
        "verdict:DROPPED AND namespace:payments | 2",
        "port:8080 OR verdict:DROPPED namespace:payments | 27",
        "(port:8080 OR verdict:DROPPED) namespace:payments | 2",
        "port:(22 OR 5432) | 6",
        "port:(20-30 OR -<32768) | 4",
        "-(port:22 OR port:5432) | 25",
        "--port:22 | 4",
        "VERDICT:dropped Source.Pod:reviews | 2",
        "fd00::1 | 0",
        "and | 0",
      })
  void query_choosesFlows(String text, int chosen) {
    int bits = 0;
    Query query = Query.parse(text);
    for (int i = 0; i < FLOWS.size(); i++) {
      bits |= query.condition().test(FLOWS.get(i)) ? 1 << i : 0;
    }
    assertThat(bits).as("%s: %s", query, query.condition()).isEqualTo(chosen);
  }

  @Test
  void howAPolicyMatched_isAType() {
    Flow verdict = TestFlows.allowedVerdict();
    assertThat(Query.parse("type:l3-l4").condition().test(verdict)).isTrue();
    assertThat(Query.parse("type:L4-Only").condition().test(verdict)).isFalse();
    assertThat(Query.parse("type:none").condition().test(TestFlows.request())).isFalse();
  }

  @Test
  void operators_mayBeSigns() {
    assertThat(Query.parse("verdict:DROPPED && ns:payments || port:8080"))
        .hasToString("verdict:DROPPED ns:payments OR port:8080");
  }

  @Test
  void uuid_isFoundWhateverItsCase() {
    Flow flow = TestFlows.request();
    String uuid = new java.util.UUID(flow.uuidHigh(), flow.uuidLow()).toString();
    assertThat(Query.parse("uuid:" + uuid).condition().test(flow)).isTrue();
    assertThat(
            Query.parse("uuid:" + uuid.toUpperCase(java.util.Locale.ROOT)).condition().test(flow))
        .isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "pood:x | 1 | 4 | there is no field \"pood\"; did you mean pod?",
        "a source.pot:80 | 3 | 10 | there is no field \"source.pot\"; did you mean source.pod?",
        "http://x | 1 | 4 | there is no field \"http\"; to look for a text with a colon, put it"
            + " into quotation marks",
        "Source.verdict:DROPPED | 1 | 14 | verdict is of the whole flow, not of one end: leave out"
            + " \"Source.\"",
        "source.x:DROPPED | 1 | 8 | there is no field \"source.x\"; did you mean source?",
        "verdict:DROPED | 9 | 6 | verdict takes one of VERDICT_UNKNOWN, FORWARDED, DROPPED, ERROR,"
            + " AUDIT, REDIRECTED, TRACED, TRANSLATED, not \"DROPED\"; did you mean DROPPED?",
        "a port:70000 b | 8 | 5 | port takes a number from 0 to 65535, or a range such as"
            + " 1000-2000 or >=1024, not \"70000\"",
        "port:80,x | 9 | 1 | port takes a number from 0 to 65535, or a range such as 1000-2000 or"
            + " >=1024, not \"x\"",
        "port:9-5 | 6 | 3 | port takes a range whose smaller end stands first, not \"9-5\"",
        "port:.. | 6 | 2 | port takes a number on at least one side of the dots, not \"..\"",
        "port: | 6 | 1 | port takes a number from 0 to 65535, or a range such as 1000-2000 or"
            + " >=1024",
        "pod:\"\" | 5 | 2 | pod takes a pod or its beginning, with its namespace before a slash or"
            + " without",
        "ip:10.0.0.0/33 | 4 | 11 | ip takes an address, or a range such as 10.0.0.0/8, not"
            + " \"10.0.0.0/33\"",
        "ip:010.0.0.1 | 4 | 9 | ip takes an address, or a range such as 10.0.0.0/8, not"
            + " \"010.0.0.1\"",
        "reason:POLICY_DENEID | 8 | 13 | reason takes a drop reason such as POLICY_DENIED or 133,"
            + " not \"POLICY_DENEID\"; did you mean POLICY_DENIED?",
        "reply:maybe | 7 | 5 | reply takes true or false, not \"maybe\"",
        "latency:100 | 9 | 3 | latency takes how long a response took, with its unit, such as"
            + " >100ms or 1s-5s, not \"100\"",
        "a*b | 1 | 3 | text takes a star only at the end of a word, or in quotation marks, not"
            + " \"a*b\"",
        "(a | 1 | 1 | this parenthesis is not closed",
        "a) | 2 | 1 | this parenthesis closes nothing",
        "() | 2 | 1 | a term is missing here",
        "a \"b | 3 | 1 | this quotation mark is not closed",
        "a AND | 6 | 1 | a term is missing here",
        "OR b | 1 | 2 | OR stands where a term should",
        "a OR OR b | 6 | 2 | OR stands where a term should",
        "NOT | 4 | 1 | a term is missing here",
      })
  void error_saysWhereAndWhat(String text, int column, int length, String problem) {
    QueryException e = catchThrowableOfType(QueryException.class, () -> Query.parse(text));
    assertThat(e).isNotNull();
    assertThat(e.problem()).isEqualTo(problem);
    assertThat(List.of(e.column(), e.length())).containsExactly(column, length);
    assertThat(e).hasMessage("column " + column + ": " + problem);
  }

  @Test
  void error_isPointedAt() {
    QueryException e =
        catchThrowableOfType(QueryException.class, () -> Query.parse("pod:x\tport:70000 y"));
    assertThat(e.pointed()).isEqualTo("pod:x port:70000 y\n           ^^^^^");
    QueryException far =
        catchThrowableOfType(
            QueryException.class,
            () -> Query.parse("x ".repeat(1000) + "port:z" + " x".repeat(1000)));
    assertThat(far.pointed().lines()).hasSize(2).allMatch(line -> line.length() <= 100);
    List<String> lines = far.pointed().lines().toList();
    assertThat(lines.get(0).charAt(lines.get(1).indexOf('^'))).isEqualTo('z');
  }

  @ParameterizedTest
  @ValueSource(strings = {"(", "-", "NOT ", "port:("})
  void depthLengthAndNumber_areBounded(String opening) {
    assertThatThrownBy(() -> Query.parse(opening.repeat(65) + "x"))
        .isInstanceOf(QueryException.class);
    assertThat(Query.parse("-".repeat(64) + "port:1")).hasToString("-".repeat(64) + "port:1");
    assertThatThrownBy(() -> Query.parse("x".repeat(4_097)))
        .isInstanceOf(QueryException.class)
        .hasMessage("column 4097: a query has at most 4096 characters");
    assertThat(Query.parse("x ".repeat(1_000))).isNotNull();
    assertThatThrownBy(() -> Query.parse("x ".repeat(1_001)))
        .isInstanceOf(QueryException.class)
        .hasMessageContaining("at most 1000 terms");
    assertThatThrownBy(() -> Query.parse("pod:" + "x".repeat(600)))
        .isInstanceOf(QueryException.class)
        .hasMessageContaining("at most 512 characters");
  }

  static List<String> examples() {
    return QueryFields.ALL.stream().flatMap(field -> field.examples().stream()).toList();
  }

  @ParameterizedTest
  @MethodSource
  void examples(String example) {
    assertThat(Query.parse(example).condition()).isNotNull();
  }

  @Test
  void values_areTaken() {
    for (QueryField field : QueryFields.ALL) {
      for (String value : field.values()) {
        assertThat(Query.parse(field.name() + ":" + value)).isNotNull();
      }
    }
  }
}
