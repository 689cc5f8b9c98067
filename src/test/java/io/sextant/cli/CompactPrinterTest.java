package io.sextant.cli;

import static io.sextant.cli.PrintedFlows.A;
import static io.sextant.cli.PrintedFlows.B;
import static io.sextant.cli.PrintedFlows.CIDR;
import static io.sextant.cli.PrintedFlows.STAMP;
import static io.sextant.cli.PrintedFlows.TIME;
import static io.sextant.cli.PrintedFlows.WORLD;
import static io.sextant.cli.PrintedFlows.assertPrinted;
import static io.sextant.cli.PrintedFlows.denied;
import static io.sextant.cli.PrintedFlows.event;
import static io.sextant.cli.PrintedFlows.flow;
import static io.sextant.cli.PrintedFlows.ip;
import static io.sextant.cli.PrintedFlows.lost;
import static io.sextant.cli.PrintedFlows.options;
import static io.sextant.cli.PrintedFlows.other;
import static io.sextant.cli.PrintedFlows.policy;
import static io.sextant.cli.PrintedFlows.request;
import static io.sextant.cli.PrintedFlows.response;
import static io.sextant.cli.PrintedFlows.status;
import static io.sextant.cli.PrintedFlows.tcp;
import static io.sextant.cli.PrintedFlows.udp;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.BoolValue;
import io.sextant.proto.flow.DNS;
import io.sextant.proto.flow.DebugCapturePoint;
import io.sextant.proto.flow.Ethernet;
import io.sextant.proto.flow.Flow;
import io.sextant.proto.flow.HTTP;
import io.sextant.proto.flow.IPTraceID;
import io.sextant.proto.flow.L7FlowType;
import io.sextant.proto.flow.Layer4;
import io.sextant.proto.flow.Layer7;
import io.sextant.proto.flow.LostEventSource;
import io.sextant.proto.flow.Service;
import io.sextant.proto.flow.SocketTranslationPoint;
import io.sextant.proto.flow.TrafficDirection;
import io.sextant.proto.flow.Verdict;
import io.sextant.proto.observer.GetFlowsResponse;
import io.sextant.proto.relay.NodeState;
import org.junit.jupiter.api.Test;

/** The lines that {@code hubble} 1.19 prints, made from flows that give them. */
class CompactPrinterTest {
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
        terminal,
        "Jan  2 03:04:05.678 [c1/n1]: ns1/a:5353 (ID:1001) <> 1.1.1.1:443 (ID:16777217)"
            + " policy-verdict:L3-Only EGRESS DENIED BY deny (CiliumNetworkPolicy),"
            + " cw (CiliumClusterwideNetworkPolicy) (TCP Flags: SYN; Auth: SPIRE)\n");
  }

  @Test
  void numeric_printsAddresses() {
    new CompactPrinter(terminal.terminal(), options(Paint.PLAIN, false, false))
        .print(response(request().setEventType(event(4, 0)).setSummary("x")).build());
    assertPrinted(
        terminal,
        STAMP + "10.0.0.1:1234 (ID:1001) -> 10.0.0.2:80 (ID:1002) to-endpoint FORWARDED (x)\n");
  }

  @Test
  void colors_areThoseOfHubble() {
    new CompactPrinter(terminal.terminal(), options(Paint.COLORS, false, true))
        .print(response(request().setEventType(event(4, 0)).setSummary("x")).build());
    assertPrinted(
        terminal,
        STAMP
            + "\u001b[36mns1/a:\u001b[33m1234\u001b[0m\u001b[0m \u001b[35m(ID:1001)\u001b[0m"
            + " -> \u001b[36mns2/b:\u001b[33m80\u001b[0m\u001b[0m \u001b[35m(ID:1002)\u001b[0m"
            + " to-endpoint \u001b[32mFORWARDED\u001b[0m (x)\n");
  }

  @Test
  void flowWithoutAnything_isStillALine() {
    new CompactPrinter(terminal.terminal(), options(Paint.PLAIN, false, true))
        .print(GetFlowsResponse.newBuilder().setFlow(Flow.getDefaultInstance()).build());
    assertPrinted(terminal, "N/A:  (unknown) <>  (unknown) UNKNOWN VERDICT_UNKNOWN ()\n");
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
        terminal,
        "Jan  2 03:04:06.500 EVENTS LOST: HUBBLE_RING_BUFFER CPU(0) 42"
            + " (first: Jan  2 03:04:05.000, last: Jan  2 03:04:06.000)\n"
            + "Jan  2 03:04:06.500 EVENTS LOST: PERF_EVENT_RING_BUFFER CPU(3) 7\n");
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

  private void assertLine(Flow.Builder flow, String line) {
    TestTerminal fresh = new TestTerminal();
    new CompactPrinter(fresh.terminal(), options(Paint.PLAIN, false, true))
        .print(response(flow).build());
    fresh.terminal().flush();
    assertThat(fresh.out()).isEqualTo(STAMP + line + "\n");
  }
}
