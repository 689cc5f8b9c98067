package io.sextant.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import io.sextant.control.ClusterState;
import io.sextant.control.LiveCluster;
import io.sextant.control.LocalEndpoint;
import io.sextant.control.RuleEntry;
import io.sextant.decode.Refusal;
import io.sextant.flow.Flow;
import io.sextant.flow.FlowId;
import io.sextant.flow.IpAddress;
import io.sextant.flow.Node;
import io.sextant.flow.PolicyAttribution;
import io.sextant.flow.PolicyRef;
import io.sextant.flow.TrafficDirection;
import io.sextant.flow.Verdict;
import io.sextant.policy.Origin;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

@NullMarked
class EventParserTest {
  private static final String ETHERNET = "02aabbccdd02" + "02aabbccdd01" + "0800";
  private static final String IP = "4500002842420000" + "4006230d" + "0a000064" + "0a000065";
  private static final String TCP = "a1120050" + "000003e8" + "000007d0" + "5002faf0" + "00000000";

  /** From 10.0.0.100 to 10.0.0.101, port 80, SYN. */
  private static final String PACKET = ETHERNET + IP + TCP;

  private static final PolicyAttribution RULE =
      new PolicyAttribution(
          TrafficDirection.INGRESS,
          false,
          List.of(new PolicyRef("NetworkPolicy", "shop", "closed", List.of(), 17)),
          List.of());

  private final LiveCluster cluster =
      new LiveCluster(
          ClusterState.builder()
              .endpoint(endpoint(100, "10.0.0.100"))
              .endpoint(endpoint(101, "10.0.0.101"))
              .rule(new RuleEntry(0xbeef, new Origin(RULE, List.of())))
              .build());
  private final EventParser parser = new EventParser(cluster, ParserOptions.DEFAULTS);
  private final Arrival arrival = new Arrival(Node.named("n"), FlowIds.seeded(5));

  @Test
  void verdict_withTheCookieOfARule_isTracedToIt() {
    Flow flow = parse(verdict("7bffffff", "01", "efbe0000")); // -133, ingress
    assertThat(flow.verdict()).isEqualTo(Verdict.DROPPED);
    assertThat(flow.dropReason()).isEqualTo(133);
    assertThat(flow.policies()).isSameAs(RULE);
    assertThat(flow.ruleCookie()).isEqualTo(0xbeef);
    assertThat(flow.ruleRevision()).isEqualTo(17);
  }

  @Test
  void verdict_withARevision_tellsItsOwn() {
    Flow flow = parse(verdict("7bffffff", "01", "efbe0000", "12000000"));
    assertThat(flow.policies()).isSameAs(RULE);
    assertThat(flow.ruleRevision()).isEqualTo(18);
  }

  @Test
  void verdict_ofNoRule_tellsItsRevision() {
    Flow flow = parse(verdict("7bffffff", "01", "00000000", "12000000"));
    assertThat(flow.ruleCookie()).isZero();
    assertThat(flow.ruleRevision()).isEqualTo(18);
  }

  @Test
  void verdict_withAnUnknownCookie_keepsTheNumber() {
    Flow flow = parse(verdict("00000000", "01", "01000000"));
    assertThat(flow.policies()).isNull();
    assertThat(flow.ruleCookie()).isEqualTo(1);
    assertThat(flow.ruleRevision()).isZero();
  }

  @Test
  void flow_carriesWhereAndWhenItArrived() {
    arrival.at(3, 1_000, 2_000);
    Flow flow = parse(verdict("00000000", "01", "00000000"));
    assertThat(flow.cpu()).isEqualTo(3);
    assertThat(flow.timeNanos()).isEqualTo(1_000);
    assertThat(flow.bootNanos()).isEqualTo(2_000);
    assertThat(flow.node().name()).isEqualTo("n");
    assertThat(flow.uuidHigh() >>> 12 & 0xf).as("version").isEqualTo(8);
    assertThat(flow.uuidLow() >>> 62).as("variant").isEqualTo(2);
    arrival.at(3, 1_000, 2_000);
    Flow next = parse(verdict("00000000", "01", "00000000"));
    assertThat(next.uuidHigh()).as("session").isEqualTo(flow.uuidHigh());
    assertThat(FlowId.counter(next.uuidLow())).isEqualTo(FlowId.counter(flow.uuidLow()) + 1);
  }

  @Test
  void endpoint_ofAChangedCluster_isNewOnlyIfItChanged() {
    Flow before = parse(verdict("00000000", "01", "00000000"));
    cluster.update(
        state -> state.withEndpoint(endpoint(101, "10.0.0.101").withIdentity(9, List.of("a:b"))));
    Flow after = parse(verdict("00000000", "01", "00000000"));
    assertThat(after.source()).isSameAs(before.source());
    assertThat(after.destination().identity()).isEqualTo(9);
    cluster.update(state -> state.withoutEndpoint(101));
    assertThat(parse(verdict("00000000", "01", "00000000")).destination().id()).isZero();
  }

  @Test
  void endpoint_underAnotherIdentity_isMadeOnce() {
    String allowed = verdict("00000000", "01", "00000000").replaceFirst("4d040000", "4e040000");
    Flow first = parse(allowed);
    Flow second = parse(allowed);
    assertThat(first.source().identity()).isEqualTo(0x44e);
    assertThat(first.source().id()).isEqualTo(100);
    assertThat(second.source()).isSameAs(first.source());
  }

  @Test
  void refused_isCountedByReason() {
    assertThat(parser.parse(new byte[0], 0, 0, arrival)).isNull();
    assertThat(parser.parse(new byte[] {6}, 0, 1, arrival)).isNull();
    assertThat(parser.parse(new byte[] {4, 0}, 0, 2, arrival)).isNull();
    assertThat(parser.parse(new byte[] {4, 0}, 0, 2, arrival)).isNull();
    assertThat(parser.refusals().count(Refusal.EMPTY)).isEqualTo(1);
    assertThat(parser.refusals().count(Refusal.UNKNOWN_TYPE)).isEqualTo(1);
    assertThat(parser.refusals().count(Refusal.TRUNCATED_NOTIFICATION)).isEqualTo(2);
    assertThat(parser.refusals().total()).isEqualTo(4);
  }

  private Flow parse(String hex) {
    byte[] sample = HexFormat.of().parseHex(hex);
    return (Flow) Objects.requireNonNull(parser.parse(sample, 0, sample.length, arrival));
  }

  /** A policy verdict notification: numbers as the datapath writes them, little endian. */
  private static String verdict(String verdict, String flags, String cookie) {
    return verdict(verdict, flags, cookie, "00000000");
  }

  private static String verdict(String verdict, String flags, String cookie, String revision) {
    String header = "05006500" + "00000000" + "36000000" + "3600" + "01" + "00";
    return header
        + "4d040000"
        + verdict
        + "5000"
        + "06"
        + flags
        + "00000000"
        + cookie
        + revision
        + PACKET;
  }

  private static LocalEndpoint endpoint(int id, String address) {
    return LocalEndpoint.of(
        id, List.of(IpAddress.parse(address)), 1000 + id, List.of("k8s:app=" + id));
  }
}
