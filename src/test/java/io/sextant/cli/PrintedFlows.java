package io.sextant.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.BoolValue;
import com.google.protobuf.Int32Value;
import com.google.protobuf.Timestamp;
import io.sextant.proto.flow.AuthType;
import io.sextant.proto.flow.CiliumEventType;
import io.sextant.proto.flow.Endpoint;
import io.sextant.proto.flow.Flow;
import io.sextant.proto.flow.IP;
import io.sextant.proto.flow.Layer4;
import io.sextant.proto.flow.LostEvent;
import io.sextant.proto.flow.LostEventSource;
import io.sextant.proto.flow.Policy;
import io.sextant.proto.flow.TCP;
import io.sextant.proto.flow.TrafficDirection;
import io.sextant.proto.flow.UDP;
import io.sextant.proto.flow.Verdict;
import io.sextant.proto.observer.GetFlowsResponse;
import io.sextant.proto.relay.NodeState;
import io.sextant.proto.relay.NodeStatusEvent;
import java.time.ZoneOffset;
import java.util.List;

/** Flows, losses and node states that give the lines which {@code hubble} 1.19 prints. */
final class PrintedFlows {
  static final Timestamp TIME =
      Timestamp.newBuilder().setSeconds(1_767_323_045L).setNanos(678_000_000).build();
  static final String STAMP = "Jan  2 03:04:05.678: ";
  static final Endpoint A =
      Endpoint.newBuilder().setNamespace("ns1").setPodName("a").setIdentity(1001).build();
  static final Endpoint B =
      Endpoint.newBuilder().setNamespace("ns2").setPodName("b").setIdentity(1002).build();
  static final int WORLD = 2;
  static final int CIDR = 16777217;

  private PrintedFlows() {}

  static void assertPrinted(TestTerminal terminal, String text) {
    terminal.terminal().flush();
    assertThat(terminal.out()).isEqualTo(text);
  }

  static PrintOptions options(Paint paint, boolean names, boolean translate) {
    return new PrintOptions(
        new FlowText(paint, translate),
        new TimeText(TimeFormat.STAMP_MILLI, ZoneOffset.UTC),
        names,
        names);
  }

  static Flow.Builder request() {
    return flow(A, B, tcp(1234, 80)).setIsReply(BoolValue.of(false));
  }

  static Flow.Builder denied() {
    return flow(A, other(CIDR), tcp(5353, 443))
        .setIP(ip("10.0.0.1", "1.1.1.1"))
        .setVerdict(Verdict.DROPPED)
        .setEventType(event(5, 0))
        .setPolicyMatchType(1)
        .setTrafficDirection(TrafficDirection.EGRESS)
        .setAuthType(AuthType.SPIRE);
  }

  static Flow.Builder flow(Endpoint source, Endpoint destination, Layer4 l4) {
    Flow.Builder flow =
        Flow.newBuilder()
            .setTime(TIME)
            .setVerdict(Verdict.FORWARDED)
            .setIP(ip("10.0.0.1", "10.0.0.2"))
            .setSource(source)
            .setDestination(destination);
    return l4.equals(Layer4.getDefaultInstance()) ? flow : flow.setL4(l4);
  }

  static GetFlowsResponse.Builder response(Flow.Builder flow) {
    return GetFlowsResponse.newBuilder().setFlow(flow).setTime(flow.getTime());
  }

  static GetFlowsResponse.Builder lost(LostEventSource source, long count) {
    LostEvent.Builder lost = LostEvent.newBuilder().setSource(source).setNumEventsLost(count);
    if (source == LostEventSource.HUBBLE_RING_BUFFER) {
      lost.setFirst(TIME.toBuilder().setNanos(0))
          .setLast(Timestamp.newBuilder().setSeconds(TIME.getSeconds() + 1));
    } else {
      lost.setCpu(Int32Value.of(3));
    }
    return GetFlowsResponse.newBuilder().setLostEvents(lost).setTime(later());
  }

  static GetFlowsResponse status(NodeState state, String message, String... nodes) {
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

  static Timestamp later() {
    return Timestamp.newBuilder().setSeconds(TIME.getSeconds() + 1).setNanos(500_000_000).build();
  }

  static Endpoint other(int identity) {
    return Endpoint.newBuilder().setIdentity(identity).build();
  }

  static IP ip(String source, String destination) {
    return IP.newBuilder().setSource(source).setDestination(destination).build();
  }

  static Layer4 tcp(int from, int to) {
    return Layer4.newBuilder()
        .setTCP(TCP.newBuilder().setSourcePort(from).setDestinationPort(to))
        .build();
  }

  static Layer4 udp(int from, int to) {
    return Layer4.newBuilder()
        .setUDP(UDP.newBuilder().setSourcePort(from).setDestinationPort(to))
        .build();
  }

  static CiliumEventType event(int type, int subType) {
    return CiliumEventType.newBuilder().setType(type).setSubType(subType).build();
  }

  static Policy policy(String name, String kind) {
    return Policy.newBuilder().setName(name).setKind(kind).build();
  }
}
