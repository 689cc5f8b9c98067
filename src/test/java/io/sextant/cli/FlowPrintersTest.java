package io.sextant.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.BoolValue;
import com.google.protobuf.Int32Value;
import com.google.protobuf.Timestamp;
import io.sextant.proto.flow.AuthType;
import io.sextant.proto.flow.CiliumEventType;
import io.sextant.proto.flow.DNS;
import io.sextant.proto.flow.DebugCapturePoint;
import io.sextant.proto.flow.Endpoint;
import io.sextant.proto.flow.Ethernet;
import io.sextant.proto.flow.Flow;
import io.sextant.proto.flow.HTTP;
import io.sextant.proto.flow.IP;
import io.sextant.proto.flow.IPTraceID;
import io.sextant.proto.flow.L7FlowType;
import io.sextant.proto.flow.Layer4;
import io.sextant.proto.flow.Layer7;
import io.sextant.proto.flow.LostEvent;
import io.sextant.proto.flow.LostEventSource;
import io.sextant.proto.flow.Policy;
import io.sextant.proto.flow.Service;
import io.sextant.proto.flow.SocketTranslationPoint;
import io.sextant.proto.flow.TCP;
import io.sextant.proto.flow.TrafficDirection;
import io.sextant.proto.flow.UDP;
import io.sextant.proto.flow.Verdict;
import io.sextant.proto.observer.GetFlowsResponse;
import io.sextant.proto.relay.NodeState;
import io.sextant.proto.relay.NodeStatusEvent;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The lines that {@code hubble} 1.19 prints, made from flows that give them. */
class FlowPrintersTest {
  private static final Timestamp TIME =
      Timestamp.newBuilder().setSeconds(1_767_323_045L).setNanos(678_000_000).build();
  private static final String STAMP = "Jan  2 03:04:05.678: ";
  private static final Endpoint A =
      Endpoint.newBuilder().setNamespace("ns1").setPodName("a").setIdentity(1001).build();
  private static final Endpoint B =
      Endpoint.newBuilder().setNamespace("ns2").setPodName("b").setIdentity(1002).build();
  private static final int WORLD = 2;
  private static final int CIDR = 16777217;

  private final TestTerminal terminal = new TestTerminal();

  @Test
  void request_pointsRight() {
    assertLine(
        request().setEventType(event(4, 0)).setSummary("TCP Flags: SYN"),
        "ns1/a:1234 (ID:1001) -> ns2/b:80 (ID:1002) to-endpoint FORWARDED (TCP Flags: SYN)");
  }

  @Test
  void reply_keepsTheClientOnTheLeft() {
    assertLine(
        flow(B, A, tcp(80, 1234))
            .setIsReply(BoolValue.of(true))
            .setEventType(event(4, 11))
            .setSummary("TCP Flags: SYN, ACK"),
        "ns1/a:1234 (ID:1001) <- ns2/b:80 (ID:1002) to-network FORWARDED (TCP Flags: SYN, ACK)");
  }

  @Test
  void drop_saysWhy_andNamesStandForAddresses() {
    assertLine(
        flow(A, other(WORLD), udp(5353, 53))
            .setVerdict(Verdict.DROPPED)
            .setEventType(event(1, 133))
            .addDestinationNames("one.one.one.one")
            .addDestinationNames("x.example")
            .setSummary("UDP"),
        "ns1/a:5353 (ID:1001) <> one.one.one.one,x.example:53 (world) Policy denied DROPPED (UDP)");
  }

  @Test
  void dropWithoutText_printsItsNumber() {
    assertLine(
        flow(A, other(1002), Layer4.getDefaultInstance())
            .setVerdict(Verdict.DROPPED)
            .setIP(ip("10.0.0.1", "10.0.0.2"))
            .setEventType(event(1, 159))
            .setSummary("IPv4"),
        "ns1/a (ID:1001) <> 10.0.0.2 (ID:1002) 159, 0 DROPPED (IPv4)");
  }

  @Test
  void verdicts_haveTheirOwnWords() {
    assertLine(
        denied().setSummary("TCP Flags: SYN"),
        "ns1/a:5353 (ID:1001) <> 1.1.1.1:443 (ID:16777217)"
            + " policy-verdict:L3-Only EGRESS DENIED (TCP Flags: SYN; Auth: SPIRE)");
    assertLine(
        flow(A, other(CIDR), tcp(5353, 443))
            .setIP(ip("10.0.0.1", "10.0.0.2"))
            .setIsReply(BoolValue.of(false))
            .setVerdict(Verdict.REDIRECTED)
            .setEventType(event(5, 0))
            .setPolicyMatchType(2)
            .setTrafficDirection(TrafficDirection.INGRESS)
            .setSummary("TCP Flags: SYN"),
        "ns1/a:5353 (ID:1001) -> 10.0.0.2:443 (ID:16777217)"
            + " policy-verdict:L3-L4 INGRESS ALLOWED (TCP Flags: SYN)");
    assertLine(
        flow(other(1), B, Layer4.getDefaultInstance())
            .setIP(ip("10.0.0.1", "10.0.0.2"))
            .setIsReply(BoolValue.of(false))
            .setVerdict(Verdict.AUDIT)
            .setEventType(event(5, 0))
            .setTrafficDirection(TrafficDirection.INGRESS)
            .setSummary("ICMPv4 EchoRequest"),
        "10.0.0.1 (host) -> ns2/b (ID:1002)"
            + " policy-verdict:none INGRESS AUDITED (ICMPv4 EchoRequest)");
  }

  @Test
  void application_saysProtocolAndKind() {
    assertLine(
        flow(A, B, tcp(5353, 80))
            .setSource(B)
            .setDestination(A)
            .setL4(tcp(80, 5353))
            .setIsReply(BoolValue.of(true))
            .setEventType(event(129, 0))
            .setL7(
                Layer7.newBuilder()
                    .setType(L7FlowType.RESPONSE)
                    .setHttp(HTTP.newBuilder().setCode(200)))
            .setSummary("HTTP/1.1 200 12ms (GET http://b/x)"),
        "ns1/a:5353 (ID:1001) <- ns2/b:80 (ID:1002)"
            + " http-response FORWARDED (HTTP/1.1 200 12ms (GET http://b/x))");
    assertLine(
        flow(A, B, udp(5353, 53))
            .setIsReply(BoolValue.of(false))
            .setDestinationService(
                Service.newBuilder().setNamespace("kube-system").setName("kube-dns"))
            .setEventType(event(129, 0))
            .setL7(
                Layer7.newBuilder()
                    .setType(L7FlowType.REQUEST)
                    .setDns(DNS.newBuilder().setObservationSource("proxy")))
            .setSummary("DNS Query x.example. A"),
        "ns1/a:5353 (ID:1001) -> kube-system/kube-dns:53 (ID:1002)"
            + " dns-request proxy FORWARDED (DNS Query x.example. A)");
  }

  @Test
  void socketTrace_namesItsPoint() {
    assertLine(
        flow(A, other(0), tcp(0, 80))
            .setIP(ip("10.0.0.1", "10.96.0.10"))
            .setVerdict(Verdict.TRACED)
            .setEventType(event(7, 1))
            .setSockXlatePoint(SocketTranslationPoint.SOCK_XLATE_POINT_PRE_DIRECTION_FWD)
            .setSummary("TCP"),
        "ns1/a (ID:1001) <> 10.96.0.10:80 (unknown) pre-xlate-fwd TRACED (TCP)");
  }

  @Test
  void capture_namesItsPoint_andAddressesOfIpv6StandInBrackets() {
    assertLine(
        flow(other(1001), other(6), tcp(1, 80))
            .setIP(ip("fd00::1", "fd00::2"))
            .setVerdict(Verdict.VERDICT_UNKNOWN)
            .setEventType(event(3, 4))
            .setDebugCapturePoint(DebugCapturePoint.DBG_CAPTURE_DELIVERY)
            .setIpTraceId(IPTraceID.newBuilder().setTraceId(77))
            .setSummary("TCP Flags: ACK"),
        "[fd00::1]:1 (ID:1001) <> [fd00::2]:80 (remote-node)"
            + " DBG_CAPTURE_DELIVERY VERDICT_UNKNOWN (IP Trace ID: 77; TCP Flags: ACK)");
  }

  @Test
  void frameWithoutIp_hasItsMacAddresses() {
    assertLine(
        Flow.newBuilder()
            .setTime(TIME)
            .setVerdict(Verdict.FORWARDED)
            .setEthernet(
                Ethernet.newBuilder()
                    .setSource("aa:bb:cc:dd:ee:01")
                    .setDestination("aa:bb:cc:dd:ee:02"))
            .setEventType(event(4, 3))
            .setSummary("Ethernet"),
        "aa:bb:cc:dd:ee:01 (unknown) <> aa:bb:cc:dd:ee:02 (unknown)"
            + " to-stack FORWARDED (Ethernet)");
  }

  @Test
  void nodeAndPolicies_standWhereTheyAreWanted() {
    Flow.Builder flow =
        denied()
            .addEgressDeniedBy(policy("deny", "CiliumNetworkPolicy"))
            .addEgressDeniedBy(policy("cw", "CiliumClusterwideNetworkPolicy"))
            .setSummary("TCP Flags: SYN");
    new CompactPrinter(terminal.terminal(), options(Paint.PLAIN, true, true))
        .print(response(flow).setNodeName("c1/n1").build());
    assertPrinted(
        "Jan  2 03:04:05.678 [c1/n1]: ns1/a:5353 (ID:1001) <> 1.1.1.1:443 (ID:16777217)"
            + " policy-verdict:L3-Only EGRESS DENIED BY deny (CiliumNetworkPolicy),"
            + " cw (CiliumClusterwideNetworkPolicy) (TCP Flags: SYN; Auth: SPIRE)\n");
  }

  @Test
  void numeric_printsAddresses() {
    new CompactPrinter(terminal.terminal(), options(Paint.PLAIN, false, false))
        .print(response(request().setEventType(event(4, 0)).setSummary("x")).build());
    assertPrinted(
        STAMP + "10.0.0.1:1234 (ID:1001) -> 10.0.0.2:80 (ID:1002) to-endpoint FORWARDED (x)\n");
  }

  @Test
  void colors_areThoseOfHubble() {
    new CompactPrinter(terminal.terminal(), options(Paint.COLORS, false, true))
        .print(response(request().setEventType(event(4, 0)).setSummary("x")).build());
    assertPrinted(
        STAMP
            + "\u001b[36mns1/a:\u001b[33m1234\u001b[0m\u001b[0m \u001b[35m(ID:1001)\u001b[0m"
            + " -> \u001b[36mns2/b:\u001b[33m80\u001b[0m\u001b[0m \u001b[35m(ID:1002)\u001b[0m"
            + " to-endpoint \u001b[32mFORWARDED\u001b[0m (x)\n");
  }

  @ParameterizedTest
  @CsvSource({
    "FORWARDED, 4, 32, FORWARDED",
    "REDIRECTED, 4, 32, REDIRECTED",
    "FORWARDED, 5, 32, ALLOWED",
    "REDIRECTED, 5, 32, ALLOWED",
    "DROPPED, 1, 31, DROPPED",
    "ERROR, 4, 31, ERROR",
    "DROPPED, 5, 31, DENIED",
    "ERROR, 5, 31, DENIED",
    "AUDIT, 4, 33, AUDIT",
    "AUDIT, 5, 33, AUDITED",
    "TRACED, 7, 33, TRACED",
    "TRANSLATED, 7, 33, TRANSLATED"
  })
  void verdicts_haveTheColorsOfHubble(Verdict verdict, int type, int color, String word) {
    Flow flow = Flow.newBuilder().setVerdict(verdict).setEventType(event(type, 0)).build();
    StringBuilder text = new StringBuilder();
    new FlowText(Paint.COLORS, true).verdict(text, flow, false);
    assertThat(text).hasToString("\u001b[" + color + "m" + word + "\u001b[0m");
  }

  @Test
  void authentication_isRedWhenItAlwaysFails() {
    assertThat(summary(AuthType.SPIRE)).isEqualTo("x; Auth: \u001b[32mSPIRE\u001b[0m");
    assertThat(summary(AuthType.TEST_ALWAYS_FAIL))
        .isEqualTo("x; Auth: \u001b[31mTEST_ALWAYS_FAIL\u001b[0m");
  }

  private static String summary(AuthType auth) {
    StringBuilder text = new StringBuilder();
    new FlowText(Paint.COLORS, true)
        .summary(text, Flow.newBuilder().setSummary("x").setAuthType(auth).build());
    return text.toString();
  }

  @Test
  void policies_areThoseOfTheDirectionAndTheVerdict() {
    Flow.Builder flow =
        Flow.newBuilder()
            .setEventType(event(5, 0))
            .addIngressAllowedBy(policy("ia", "K"))
            .addIngressDeniedBy(policy("id", "K"))
            .addEgressAllowedBy(policy("ea", "K"))
            .addEgressDeniedBy(policy("ed", "K"));
    assertThat(verdict(flow, Verdict.REDIRECTED, TrafficDirection.INGRESS))
        .isEqualTo("ALLOWED BY ia (K)");
    assertThat(verdict(flow, Verdict.DROPPED, TrafficDirection.INGRESS))
        .isEqualTo("DENIED BY id (K)");
    assertThat(verdict(flow, Verdict.FORWARDED, TrafficDirection.EGRESS))
        .isEqualTo("ALLOWED BY ea (K)");
    assertThat(verdict(flow, Verdict.ERROR, TrafficDirection.EGRESS)).isEqualTo("DENIED BY ed (K)");
    assertThat(verdict(flow.setEventType(event(1, 0)), Verdict.DROPPED, TrafficDirection.EGRESS))
        .isEqualTo("DROPPED");
  }

  private static String verdict(Flow.Builder flow, Verdict verdict, TrafficDirection direction) {
    StringBuilder text = new StringBuilder();
    new FlowText(Paint.PLAIN, true)
        .verdict(text, flow.setVerdict(verdict).setTrafficDirection(direction).build(), true);
    return text.toString();
  }

  @Test
  void flowWithoutAnything_isStillALine() {
    new CompactPrinter(terminal.terminal(), options(Paint.PLAIN, false, true))
        .print(GetFlowsResponse.newBuilder().setFlow(Flow.getDefaultInstance()).build());
    assertPrinted("N/A:  (unknown) <>  (unknown) UNKNOWN VERDICT_UNKNOWN ()\n");
  }

  @Test
  void textFromOutside_cannotSteerTheTerminal() {
    assertThat(Escape.text("ok é 日本 \u00a0")).isEqualTo("ok é 日本 \u00a0");
    assertThat(Escape.text("\u009b31m\u202egnp.exe\u007f")).isEqualTo("\\u009b31m\\u202egnp.exe^?");
    assertLine(
        request().setEventType(event(4, 0)).setSummary("a\u001b[31mb\rc\nd\u0007"),
        "ns1/a:1234 (ID:1001) -> ns2/b:80 (ID:1002) to-endpoint FORWARDED (a^[[31mb\\rc\\nd^G)");
  }

  @Test
  void losses_areLinesOfTheirOwn() {
    CompactPrinter printer =
        new CompactPrinter(terminal.terminal(), options(Paint.PLAIN, false, true));
    printer.print(lost(LostEventSource.HUBBLE_RING_BUFFER, 42).build());
    printer.print(lost(LostEventSource.PERF_EVENT_RING_BUFFER, 7).build());
    assertPrinted(
        "Jan  2 03:04:06.500 EVENTS LOST: HUBBLE_RING_BUFFER CPU(0) 42"
            + " (first: Jan  2 03:04:05.000, last: Jan  2 03:04:06.000)\n"
            + "Jan  2 03:04:06.500 EVENTS LOST: PERF_EVENT_RING_BUFFER CPU(3) 7\n");
  }

  @Test
  void dict_printsBlocks() {
    DictPrinter printer = new DictPrinter(terminal.terminal(), options(Paint.PLAIN, true, true));
    Flow.Builder reply =
        flow(B, A, tcp(80, 1234))
            .setIsReply(BoolValue.of(true))
            .setEventType(event(4, 0))
            .setSummary("TCP Flags: ACK");
    printer.print(response(reply).setNodeName("n1").build());
    printer.print(lost(LostEventSource.PERF_EVENT_RING_BUFFER, 7).setNodeName("n1").build());
    assertPrinted(
        """
          TIMESTAMP: Jan  2 03:04:05.678
               NODE: n1
             SOURCE: ns2/b:80
        DESTINATION: ns1/a:1234
               TYPE: to-endpoint
            VERDICT: FORWARDED
            SUMMARY: TCP Flags: ACK
        ------------
          TIMESTAMP: Jan  2 03:04:06.500
               NODE: n1
             SOURCE: PERF_EVENT_RING_BUFFER
               TYPE: EVENTS LOST
            VERDICT: -
            SUMMARY: CPU(3) - 7
        """);
  }

  @Test
  void table_alignsItsColumns() {
    TablePrinter printer = new TablePrinter(terminal.terminal(), options(Paint.PLAIN, false, true));
    printer.print(response(request().setEventType(event(4, 0)).setSummary("x")).build());
    printer.print(lost(LostEventSource.PERF_EVENT_RING_BUFFER, 7).build());
    printer.finish();
    assertPrinted(
        """
        TIMESTAMP             SOURCE                   DESTINATION   TYPE          VERDICT     SUMMARY
        Jan  2 03:04:05.678   ns1/a:1234               ns2/b:80      to-endpoint   FORWARDED   x
        Jan  2 03:04:06.500   PERF_EVENT_RING_BUFFER   -             EVENTS LOST   -           CPU(3) - 7
        """);
  }

  @Test
  void json_isTheResponseOnOneLine() {
    new JsonPrinter(terminal.terminal())
        .print(response(request().setSummary("x")).setNodeName("n1").build());
    assertPrinted(
        "{\"flow\":{\"time\":\"2026-01-02T03:04:05.678Z\",\"verdict\":\"FORWARDED\","
            + "\"IP\":{\"source\":\"10.0.0.1\",\"destination\":\"10.0.0.2\"},"
            + "\"l4\":{\"TCP\":{\"source_port\":1234,\"destination_port\":80}},"
            + "\"source\":{\"identity\":1001,\"namespace\":\"ns1\",\"pod_name\":\"a\"},"
            + "\"destination\":{\"identity\":1002,\"namespace\":\"ns2\",\"pod_name\":\"b\"},"
            + "\"is_reply\":false,\"Summary\":\"x\"},"
            + "\"node_name\":\"n1\",\"time\":\"2026-01-02T03:04:05.678Z\"}\n");
  }

  @Test
  void nodeStatus_isToldBesideTheOutput() {
    CompactPrinter printer =
        new CompactPrinter(terminal.terminal(), options(Paint.PLAIN, false, true));
    printer.tellNodeStatus(status(NodeState.NODE_CONNECTED, "", "n1"));
    printer.tellNodeStatus(status(NodeState.NODE_UNAVAILABLE, "", "n3"));
    printer.tellNodeStatus(status(NodeState.NODE_ERROR, "boom", "n3", "n4"));
    assertThat(terminal.err())
        .isEqualTo(
            """
            Jan  2 03:04:06.500 [relay]: Receiving flows from 1 nodes: n1
            Jan  2 03:04:06.500 [relay]: 1 nodes are unavailable: n3
            Jan  2 03:04:06.500 [relay]: Error "boom" on 2 nodes: n3, n4
            """);
  }

  @Test
  void nodeStatus_isABlockOrJsonWhereFlowsAre() {
    DictPrinter dict = new DictPrinter(terminal.terminal(), options(Paint.PLAIN, false, true));
    dict.tellNodeStatus(status(NodeState.NODE_ERROR, "say \"no\"", "n3", "n4"));
    dict.tellNodeStatus(status(NodeState.NODE_UNAVAILABLE, "", "n3"));
    new JsonPrinter(terminal.terminal())
        .tellNodeStatus(status(NodeState.NODE_UNAVAILABLE, "", "n3"));
    new LegacyJsonPrinter(terminal.terminal())
        .tellNodeStatus(status(NodeState.NODE_UNAVAILABLE, "", "n3"));
    assertThat(terminal.err())
        .isEqualTo(
            """
              TIMESTAMP: Jan  2 03:04:06.500
                  STATE: NODE_ERROR
                  NODES: n3, n4
                MESSAGE: "say \\"no\\""
            ------------
              TIMESTAMP: Jan  2 03:04:06.500
                  STATE: NODE_UNAVAILABLE
                  NODES: n3
                MESSAGE: N/A
            {"node_status":{"state_change":"NODE_UNAVAILABLE","node_names":["n3"]},"node_name":"relay","time":"2026-01-02T03:04:06.500Z"}
            """);
  }

  @Test
  void namesOfNodes_areCutAtFiftyCharacters() {
    assertThat(NodeStatusText.names(List.of("a".repeat(60), "b")))
        .isEqualTo("a".repeat(60) + " (and 1 more)");
    assertThat(NodeStatusText.names(List.of("a".repeat(23), "b".repeat(23))))
        .isEqualTo("a".repeat(23) + ", " + "b".repeat(23));
    assertThat(NodeStatusText.names(List.of("a".repeat(23), "b".repeat(24), "c")))
        .isEqualTo("a".repeat(23) + " (and 2 more)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "StampMilli | Jan  2 08:34:05.670",
        "YearMonthDay | 2026-01-02",
        "YearMonthDayHour | 2026-01-02T08+05:30",
        "YearMonthDayHourMinute | 2026-01-02T08:34+05:30",
        "RFC3339 | 2026-01-02T08:34:05+05:30",
        "RFC3339Milli | 2026-01-02T08:34:05.67+05:30",
        "RFC3339Micro | 2026-01-02T08:34:05.67+05:30",
        "RFC3339Nano | 2026-01-02T08:34:05.67+05:30",
        "RFC1123Z | Fri, 02 Jan 2026 08:34:05 +0530"
      })
  void times_comeInAllFormats(String format, String text) {
    TimeText time = new TimeText(TimeFormat.named(format), ZoneId.of("Asia/Kolkata"));
    Timestamp at = TIME.toBuilder().setNanos(670_000_000).build();
    assertThat(time.text(at.toBuilder().setSeconds(0).build())).isNotEqualTo(text);
    assertThat(time.text(at)).isEqualTo(text);
    assertThat(time.text(at)).isEqualTo(text);
  }

  @Test
  void longAndForeignText_isPrintedWhole() {
    Terminal out = terminal.terminal();
    String some = "é".repeat(40_000);
    out.print("a".repeat(65_000));
    out.print(some);
    out.print("b".repeat(200_000));
    out.println(some);
    out.flush();
    assertThat(terminal.out())
        .isEqualTo("a".repeat(65_000) + some + "b".repeat(200_000) + some + "\n");
  }

  private void assertLine(Flow.Builder flow, String line) {
    TestTerminal fresh = new TestTerminal();
    new CompactPrinter(fresh.terminal(), options(Paint.PLAIN, false, true))
        .print(response(flow).build());
    fresh.terminal().flush();
    assertThat(fresh.out()).isEqualTo(STAMP + line + "\n");
  }

  private void assertPrinted(String text) {
    terminal.terminal().flush();
    assertThat(terminal.out()).isEqualTo(text);
  }

  private static PrintOptions options(Paint paint, boolean names, boolean translate) {
    return new PrintOptions(
        new FlowText(paint, translate),
        new TimeText(TimeFormat.STAMP_MILLI, ZoneOffset.UTC),
        names,
        names);
  }

  private static Flow.Builder request() {
    return flow(A, B, tcp(1234, 80)).setIsReply(BoolValue.of(false));
  }

  private static Flow.Builder denied() {
    return flow(A, other(CIDR), tcp(5353, 443))
        .setIP(ip("10.0.0.1", "1.1.1.1"))
        .setVerdict(Verdict.DROPPED)
        .setEventType(event(5, 0))
        .setPolicyMatchType(1)
        .setTrafficDirection(TrafficDirection.EGRESS)
        .setAuthType(AuthType.SPIRE);
  }

  private static Flow.Builder flow(Endpoint source, Endpoint destination, Layer4 l4) {
    Flow.Builder flow =
        Flow.newBuilder()
            .setTime(TIME)
            .setVerdict(Verdict.FORWARDED)
            .setIP(ip("10.0.0.1", "10.0.0.2"))
            .setSource(source)
            .setDestination(destination);
    return l4.equals(Layer4.getDefaultInstance()) ? flow : flow.setL4(l4);
  }

  private static GetFlowsResponse.Builder response(Flow.Builder flow) {
    return GetFlowsResponse.newBuilder().setFlow(flow).setTime(flow.getTime());
  }

  private static GetFlowsResponse.Builder lost(LostEventSource source, long count) {
    LostEvent.Builder lost = LostEvent.newBuilder().setSource(source).setNumEventsLost(count);
    if (source == LostEventSource.HUBBLE_RING_BUFFER) {
      lost.setFirst(TIME.toBuilder().setNanos(0))
          .setLast(Timestamp.newBuilder().setSeconds(TIME.getSeconds() + 1));
    } else {
      lost.setCpu(Int32Value.of(3));
    }
    return GetFlowsResponse.newBuilder().setLostEvents(lost).setTime(later());
  }

  private static GetFlowsResponse status(NodeState state, String message, String... nodes) {
    return GetFlowsResponse.newBuilder()
        .setNodeStatus(
            NodeStatusEvent.newBuilder()
                .setStateChange(state)
                .setMessage(message)
                .addAllNodeNames(List.of(nodes)))
        .setNodeName("relay")
        .setTime(later())
        .build();
  }

  private static Timestamp later() {
    return Timestamp.newBuilder().setSeconds(TIME.getSeconds() + 1).setNanos(500_000_000).build();
  }

  private static Endpoint other(int identity) {
    return Endpoint.newBuilder().setIdentity(identity).build();
  }

  private static IP ip(String source, String destination) {
    return IP.newBuilder().setSource(source).setDestination(destination).build();
  }

  private static Layer4 tcp(int from, int to) {
    return Layer4.newBuilder()
        .setTCP(TCP.newBuilder().setSourcePort(from).setDestinationPort(to))
        .build();
  }

  private static Layer4 udp(int from, int to) {
    return Layer4.newBuilder()
        .setUDP(UDP.newBuilder().setSourcePort(from).setDestinationPort(to))
        .build();
  }

  private static CiliumEventType event(int type, int subType) {
    return CiliumEventType.newBuilder().setType(type).setSubType(subType).build();
  }

  private static Policy policy(String name, String kind) {
    return Policy.newBuilder().setName(name).setKind(kind).build();
  }
}
