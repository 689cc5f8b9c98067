package io.sextant.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import io.sextant.control.ClusterState;
import io.sextant.decode.AccessLogRecord;
import io.sextant.decode.Refusal;
import io.sextant.flow.Flow;
import io.sextant.flow.IpVersion;
import io.sextant.flow.L7;
import io.sextant.flow.Node;
import io.sextant.flow.TrafficDirection;
import io.sextant.flow.Verdict;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@NullMarked
class AccessLogTest {
  private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

  private final EventParser parser =
      new EventParser(() -> ClusterState.EMPTY, ParserOptions.DEFAULTS);
  private final Arrival arrival = new Arrival(Node.named("n"), FlowIds.seeded(1));

  @Test
  void response_hasLatencyAndTraceOfItsRequestOnce() {
    Map<String, List<String>> request =
        Map.of("X-Request-Id", List.of("a"), "Traceparent", List.of(TRACE));
    Map<String, List<String>> response = Map.of("X-Request-Id", List.of("a"));
    Flow asked = parse(http(L7.Type.REQUEST, "2026-01-15T10:20:29.5Z", request));
    Flow answered = parse(http(L7.Type.RESPONSE, "2026-01-15T10:20:29.541Z", response));
    Flow again = parse(http(L7.Type.RESPONSE, "2026-01-15T10:20:29.6Z", response));
    assertThat(asked.extras().traceId()).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
    assertThat(latency(answered)).isEqualTo(41_000_000);
    assertThat(answered.extras().traceId()).isEqualTo(asked.extras().traceId());
    assertThat(answered.summary()).isEqualTo("HTTP/1.1 200 41ms (GET http://h/)");
    assertThat(latency(again)).isZero();
    assertThat(again.extras().traceId()).isEmpty();
  }

  @Test
  void requestsWithoutResponse_areForgottenAfterTenThousand() {
    for (int i = 0; i < 10_001; i++) {
      parse(
          http(
              L7.Type.REQUEST,
              "2026-01-15T10:20:29Z",
              Map.of("X-Request-Id", List.of(Integer.toString(i)))));
    }
    assertThat(latency(response("0"))).isZero();
    assertThat(latency(response("1"))).isEqualTo(1_000_000_000);
    assertThat(latency(response("10000"))).isEqualTo(1_000_000_000);
  }

  @Test
  void recordWithoutReadableTime_isRefusedAndCounted() {
    assertThat(parser.parse(http(L7.Type.REQUEST, "yesterday", Map.of()), arrival)).isNull();
    assertThat(parser.refusals().count(Refusal.UNREADABLE_TIME)).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-x",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-07",
        "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01x",
      })
  void traceParent_invalid_isNoTrace(String header) {
    assertThat(TraceParent.traceId(header)).isEmpty();
  }

  @Test
  void traceParent_ofALaterVersion_mayBeLonger() {
    assertThat(TraceParent.traceId(TRACE.replaceFirst("00", "01") + "-more")).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "http://u:p@h/x?q#f, http://u:HUBBLE_REDACTED@h/x?q#f",
    "http://u:p:@q@h/x, http://u:HUBBLE_REDACTED@h/x",
    "http://u@h/x, http://u@h/x",
    "http://h:80/a@b:c, http://h:80/a@b:c",
    "http://h?u:p@x, http://h?u:p@x",
    "/a:b@c, /a:b@c",
  })
  void url_showsNoPassword(String url, String shown) {
    assertThat(Redaction.OFF.shownUrl(url)).isEqualTo(shown);
  }

  @Test
  void headers_listedOnes_areHiddenOrShown() {
    Map<String, List<String>> headers = Map.of("Accept", List.of("x", "y"), "Cookie", List.of("c"));
    assertThat(values(Redaction.OFF, headers)).containsExactly("x", "y", "c");
    assertThat(values(redaction(Set.of(), Set.of()), headers))
        .containsOnly(Redaction.REDACTED)
        .hasSize(3);
    assertThat(values(redaction(Set.of("ACCEPT"), Set.of()), headers))
        .containsExactly("x", "y", Redaction.REDACTED);
    assertThat(values(redaction(Set.of(), Set.of("cookie")), headers))
        .containsExactly("x", "y", Redaction.REDACTED);
  }

  private static Redaction redaction(Set<String> allow, Set<String> deny) {
    return new Redaction(true, false, true, false, allow, deny);
  }

  private static List<String> values(Redaction redaction, Map<String, List<String>> headers) {
    return redaction.shown(headers).stream().map(L7.Header::value).toList();
  }

  private Flow response(String id) {
    return parse(
        http(L7.Type.RESPONSE, "2026-01-15T10:20:30Z", Map.of("X-Request-Id", List.of(id))));
  }

  private static long latency(Flow flow) {
    return Objects.requireNonNull(flow.extras().l7()).latencyNanos();
  }

  private Flow parse(AccessLogRecord record) {
    return (Flow) Objects.requireNonNull(parser.parse(record, arrival.at(-1, 1, 0)));
  }

  private static AccessLogRecord http(
      L7.Type type, String time, Map<String, List<String>> headers) {
    AccessLogRecord.Party party =
        new AccessLogRecord.Party(0, 2, "10.0.0.1", "", 80, List.of("reserved:world"));
    return new AccessLogRecord(
        new AccessLogRecord.Context(
            type, time, TrafficDirection.EGRESS, Verdict.FORWARDED, 6, IpVersion.IPv4),
        party,
        party,
        new AccessLogRecord.Http(200, "GET", "http://h/", "HTTP/1.1", headers),
        null,
        null,
        null);
  }
}
