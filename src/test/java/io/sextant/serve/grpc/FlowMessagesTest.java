package io.sextant.serve.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.util.Timestamps;
import io.sextant.flow.Endpoint;
import io.sextant.flow.EventType;
import io.sextant.flow.Flow;
import io.sextant.flow.FlowExtras;
import io.sextant.flow.FlowType;
import io.sextant.flow.IpAddress;
import io.sextant.flow.IpVersion;
import io.sextant.flow.L4;
import io.sextant.flow.L4Protocol;
import io.sextant.flow.L7;
import io.sextant.flow.LostEvents;
import io.sextant.flow.NetworkInterface;
import io.sextant.flow.Node;
import io.sextant.flow.PolicyAttribution;
import io.sextant.flow.PolicyRef;
import io.sextant.flow.Reply;
import io.sextant.flow.Service;
import io.sextant.flow.SocketTrace;
import io.sextant.flow.TrafficDirection;
import io.sextant.flow.Tunnel;
import io.sextant.flow.Verdict;
import io.sextant.flow.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FlowMessagesTest {
  /** Only exporters aggregate, and nothing of ours extends a flow. */
  private static final Set<String> NEVER_SET =
      Set.of("flow.Flow.aggregate", "flow.Flow.extensions");

  private static final List<Descriptor> NOT_OURS =
      List.of(
          com.google.protobuf.Timestamp.getDescriptor(),
          com.google.protobuf.BoolValue.getDescriptor());

  private static final Node NODE = new Node("k/n", List.of("zone=a"));
  private static final IpAddress A = IpAddress.parse("10.0.0.1");
  private static final IpAddress B = IpAddress.parse("fd00::2");
  private static final Endpoint POD =
      new Endpoint(
          7,
          1234,
          "c",
          "shop",
          List.of("k8s:app=cart"),
          "cart-0",
          "u",
          List.of(new Workload("cart", "StatefulSet")));

  private final FlowMessages messages = new FlowMessages("1.19.4");

  @Test
  void message_setsEveryFieldOfTheDescriptor() {
    Set<String> unset = new TreeSet<>();
    collectFields(io.sextant.proto.flow.Flow.getDescriptor(), unset);
    for (Flow flow : flowsWithEverything()) {
      removeSetFields(messages.message(flow), unset);
    }
    assertThat(unset).containsExactlyInAnyOrderElementsOf(NEVER_SET);
  }

  @Test
  void message_emptyFlow_hasOnlyWhatIsAlwaysThere() {
    var message = messages.message(new Flow.Builder().build());
    assertThat(message.getAllFields().keySet())
        .extracting(FieldDescriptor::getName)
        .containsExactlyInAnyOrder(
            "time", "uuid", "emitter", "source", "destination", "event_type");
    assertThat(message.hasIsReply()).isFalse();
  }

  @Test
  void message_unknownNumbers_survive() {
    var message =
        messages.message(
            new Flow.Builder()
                .event(FlowType.L3_L4, EventType.TRACE, 200)
                .dropReason(100_000)
                .trace(200, 201)
                .build());
    assertThat(message.getDropReasonDescValue()).isEqualTo(100_000);
    assertThat(message.getTraceObservationPointValue()).isEqualTo(200);
    assertThat(message.getTraceReasonValue()).isEqualTo(201);
    assertThat(message.getEventType().getSubType()).isEqualTo(200);
  }

  @Test
  void message_endpointsThatDifferInIdentity_areToldApart() {
    Flow flow = new Flow.Builder().endpoints(POD, POD.withIdentity(99)).build();
    for (int i = 0; i < 2; i++) {
      var message = messages.message(flow);
      assertThat(message.getSource().getIdentity()).isEqualTo(1234);
      assertThat(message.getDestination().getIdentity()).isEqualTo(99);
    }
  }

  @Test
  void lostEvents_withoutCpu_leaveItUnset() {
    var ring =
        new LostEvents(
            1, NODE, LostEvents.Source.HUBBLE_RING_BUFFER, 5, LostEvents.NO_CPU, 1_500_000_000L, 0);
    assertThat(messages.message(ring).hasCpu()).isFalse();
    assertThat(messages.message(ring).getFirst()).isEqualTo(Timestamps.fromMillis(1500));
    var perf = new LostEvents(1, NODE, LostEvents.Source.PERF_EVENT_RING_BUFFER, 5, 0, 0, 0);
    assertThat(messages.message(perf).hasCpu()).isTrue();
    assertThat(messages.message(perf).getCpu().getValue()).isZero();
  }

  @Test
  void timestamp_beforeTheEpoch_keepsNanosPositive() {
    assertThat(FlowMessages.timestamp(-1)).isEqualTo(Timestamps.fromNanos(-1));
  }

  static List<Flow> flowsWithEverything() {
    List<Flow> flows = new ArrayList<>();
    List<L7.Message> records =
        List.of(
            new L7.Dns(
                "q.", List.of("1.2.3.4"), 1, List.of("c"), "proxy", 3, List.of("A"), List.of("A")),
            new L7.Http(200, "GET", "/", "HTTP/1.1", List.of(new L7.Header("k", "v"))),
            new L7.Kafka(1, 2, "produce", 3, "t"));
    for (L7.Message record : records) {
      flows.add(base().extras(extras(new L7(L7.Type.RESPONSE, 5, record))).build());
    }
    flows.add(base().tcp(1, 2, 0x1ff).policies(policies(TrafficDirection.EGRESS, true)).build());
    flows.add(
        base()
            .ports(L4Protocol.UDP, 1, 2)
            .policies(policies(TrafficDirection.INGRESS, true))
            .build());
    flows.add(
        base()
            .ports(L4Protocol.SCTP, 1, 2)
            .policies(policies(TrafficDirection.EGRESS, false))
            .build());
    flows.add(
        base()
            .message(L4Protocol.ICMPv4, 3, 4)
            .policies(policies(TrafficDirection.INGRESS, false))
            .build());
    flows.add(base().message(L4Protocol.ICMPv6, 3, 4).build());
    flows.add(base().message(L4Protocol.IGMP, 3, 0xe0000001).build());
    flows.add(base().vrrp(1, 2, 3).build());
    return flows;
  }

  private static Flow.Builder base() {
    return new Flow.Builder()
        .time(1_700_000_000_000_000_001L, 5)
        .seenOn(NODE, 3)
        .uuid(1, 2)
        .event(FlowType.L3_L4, EventType.TRACE, 1)
        .verdict(Verdict.DROPPED)
        .direction(TrafficDirection.EGRESS)
        .reply(Reply.YES)
        .dropReason(133)
        .dropPlace(2, 77)
        .trace(3, 2)
        .capturePoint(4)
        .policyMatch(2, 1)
        .rule(9, 8)
        .proxyPort(15001)
        .ethernet(0x020000000001L, 0x020000000002L)
        .ip(IpVersion.IPv4, A, B)
        .encrypted(true)
        .endpoints(POD, POD)
        .names(List.of("a.example"), List.of("b.example"))
        .services(new Service("s", "ns"), new Service("d", "ns"))
        .networkInterface(new NetworkInterface(4, "eth0"))
        .summary("s")
        .extras(extras(null));
  }

  private static FlowExtras extras(@Nullable L7 l7) {
    Tunnel tunnel = new Tunnel(Tunnel.Protocol.VXLAN, 5, IpVersion.IPv4, A, B, new L4.Udp(1, 8472));
    return new FlowExtras(B, tunnel, l7, new SocketTrace(1, 2, 3), "trace", 4, 136);
  }

  @Test
  void policyWithoutRevision_hasTheOneOfTheFlow() {
    PolicyRef ref = new PolicyRef("CiliumNetworkPolicy", "ns", "p", List.of(), 0);
    PolicyAttribution shared =
        new PolicyAttribution(TrafficDirection.INGRESS, true, List.of(ref), List.of());
    Flow flow = new Flow.Builder().rule(9, 8).policies(shared).build();
    assertThat(messages.message(flow).getIngressAllowedBy(0).getRevision()).isEqualTo(8);
  }

  private static PolicyAttribution policies(TrafficDirection direction, boolean allowed) {
    PolicyRef ref = new PolicyRef("CiliumNetworkPolicy", "ns", "p", List.of("k8s:a=b"), 3);
    return new PolicyAttribution(direction, allowed, List.of(ref), List.of("log"));
  }

  private static void collectFields(Descriptor type, Set<String> names) {
    for (FieldDescriptor field : type.getFields()) {
      boolean isNew = names.add(field.getFullName());
      if (isNew && descends(field)) {
        collectFields(field.getMessageType(), names);
      }
    }
  }

  private static boolean descends(FieldDescriptor field) {
    return field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
        && !NEVER_SET.contains(field.getFullName())
        && !NOT_OURS.contains(field.getMessageType());
  }

  private static void removeSetFields(Message message, Set<String> names) {
    message
        .getAllFields()
        .forEach((field, value) -> {
          names.remove(field.getFullName());
          if (descends(field)) {
            List<?> values = value instanceof List<?> list ? list : List.of(value);
            values.forEach(each -> removeSetFields((Message) each, names));
          }
        });
  }
}
