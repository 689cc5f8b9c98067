package io.sextant.serve.grpc;

import com.google.protobuf.BoolValue;
import com.google.protobuf.Timestamp;
import io.sextant.flow.DatapathFile;
import io.sextant.flow.Endpoint;
import io.sextant.flow.Flow;
import io.sextant.flow.FlowExtras;
import io.sextant.flow.NetworkInterface;
import io.sextant.flow.PolicyAttribution;
import io.sextant.flow.PolicyRef;
import io.sextant.flow.Reply;
import io.sextant.flow.Service;
import io.sextant.flow.TrafficDirection;
import io.sextant.proto.flow.CiliumEventType;
import io.sextant.proto.flow.Ethernet;
import io.sextant.proto.flow.FileInfo;
import io.sextant.proto.flow.IPTraceID;
import io.sextant.proto.flow.Policy;
import io.sextant.proto.flow.TraceContext;
import io.sextant.proto.flow.TraceParent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Flows as {@code flow.Flow} of Hubble's API on the wire, field for field, from the highest number
 * to the lowest. Numbers that the API's enums lack are kept as they are. One thread's; see {@link
 * WireWriter}.
 */
final class FlowWire {
  private static final long NANOS_PER_SECOND = 1_000_000_000L;
  private static final byte[] YES = BoolValue.of(true).toByteArray();
  private static final byte[] NO = BoolValue.of(false).toByteArray();

  private final FlowNames names;
  private final byte[] emitter;
  private final WireWriter out;
  private final LayerWire layers;

  /**
   * @param emitter message that every flow carries
   */
  FlowWire(FlowNames names, byte[] emitter, WireWriter out) {
    this.names = names;
    this.emitter = emitter;
    this.out = out;
    this.layers = new LayerWire(names, out);
  }

  /** Writes all that the flow knows, as fields without a tag before them. */
  void write(Flow flow) {
    out.text(io.sextant.proto.flow.Flow.SUMMARY_FIELD_NUMBER, flow.summary());
    policies(flow);
    origin(flow);
    tunnelAndPlace(flow);
    out.number(io.sextant.proto.flow.Flow.TRACE_REASON_FIELD_NUMBER, flow.traceReason());
    out.number(io.sextant.proto.flow.Flow.AUTH_TYPE_FIELD_NUMBER, flow.authType());
    out.uuid(io.sextant.proto.flow.Flow.UUID_FIELD_NUMBER, flow.uuidHigh(), flow.uuidLow());
    socketAndTrace(flow.extras());
    datapath(flow);
    kind(flow);
    peers(flow);
    packet(flow);
    out.unsigned(io.sextant.proto.flow.Flow.DROP_REASON_FIELD_NUMBER, flow.dropReason());
    out.number(io.sextant.proto.flow.Flow.VERDICT_FIELD_NUMBER, flow.verdict().number());
    timestamp(io.sextant.proto.flow.Flow.TIME_FIELD_NUMBER, flow.timeNanos());
  }

  /** Nanoseconds since the Unix epoch as a {@code google.protobuf.Timestamp}. */
  void timestamp(int field, long nanos) {
    int mark = out.size();
    out.number(Timestamp.NANOS_FIELD_NUMBER, Math.floorMod(nanos, NANOS_PER_SECOND));
    out.number(Timestamp.SECONDS_FIELD_NUMBER, Math.floorDiv(nanos, NANOS_PER_SECOND));
    out.close(field, mark);
  }

  private void policies(Flow flow) {
    PolicyAttribution attribution = flow.policies();
    if (attribution == null) {
      return;
    }
    out.texts(io.sextant.proto.flow.Flow.POLICY_LOG_FIELD_NUMBER, attribution.log());
    int field = policyField(attribution);
    List<PolicyRef> policies = attribution.policies();
    for (int i = policies.size() - 1; i >= 0; i--) {
      policy(field, policies.get(i), flow.ruleRevision());
    }
  }

  private static int policyField(PolicyAttribution attribution) {
    if (attribution.direction() == TrafficDirection.INGRESS) {
      return attribution.allowed()
          ? io.sextant.proto.flow.Flow.INGRESS_ALLOWED_BY_FIELD_NUMBER
          : io.sextant.proto.flow.Flow.INGRESS_DENIED_BY_FIELD_NUMBER;
    }
    return attribution.allowed()
        ? io.sextant.proto.flow.Flow.EGRESS_ALLOWED_BY_FIELD_NUMBER
        : io.sextant.proto.flow.Flow.EGRESS_DENIED_BY_FIELD_NUMBER;
  }

  private void policy(int field, PolicyRef policy, int revision) {
    int mark = out.size();
    out.text(Policy.KIND_FIELD_NUMBER, policy.kind());
    out.number(Policy.REVISION_FIELD_NUMBER, policy.revision() == 0 ? revision : policy.revision());
    out.texts(Policy.LABELS_FIELD_NUMBER, policy.labels());
    out.text(Policy.NAMESPACE_FIELD_NUMBER, policy.namespace());
    out.text(Policy.NAME_FIELD_NUMBER, policy.name());
    out.close(field, mark);
  }

  private void origin(Flow flow) {
    out.bytes(io.sextant.proto.flow.Flow.EMITTER_FIELD_NUMBER, emitter);
    FlowExtras extras = flow.extras();
    if (extras.ipTraceId() != 0) {
      int mark = out.size();
      out.unsigned(IPTraceID.IP_OPTION_TYPE_FIELD_NUMBER, extras.ipTraceOption());
      out.number(IPTraceID.TRACE_ID_FIELD_NUMBER, extras.ipTraceId());
      out.close(io.sextant.proto.flow.Flow.IP_TRACE_ID_FIELD_NUMBER, mark);
    }
  }

  private void tunnelAndPlace(Flow flow) {
    if (flow.extras().tunnel() != null) {
      layers.tunnel(flow.extras().tunnel());
    }
    if (flow.hasDropFile()) {
      int mark = out.size();
      out.unsigned(FileInfo.LINE_FIELD_NUMBER, flow.dropLine());
      out.text(FileInfo.NAME_FIELD_NUMBER, DatapathFile.name(flow.dropFile()));
      out.close(io.sextant.proto.flow.Flow.FILE_FIELD_NUMBER, mark);
    }
    out.texts(io.sextant.proto.flow.Flow.NODE_LABELS_FIELD_NUMBER, flow.node().labels());
  }

  private void socketAndTrace(FlowExtras extras) {
    if (extras.socket() != null) {
      out.number(io.sextant.proto.flow.Flow.CGROUP_ID_FIELD_NUMBER, extras.socket().cgroupId());
      out.number(io.sextant.proto.flow.Flow.SOCKET_COOKIE_FIELD_NUMBER, extras.socket().cookie());
      out.number(
          io.sextant.proto.flow.Flow.SOCK_XLATE_POINT_FIELD_NUMBER,
          extras.socket().translationPoint());
    }
    if (!extras.traceId().isEmpty()) {
      int mark = out.size();
      out.text(TraceParent.TRACE_ID_FIELD_NUMBER, extras.traceId());
      out.close(TraceContext.PARENT_FIELD_NUMBER, mark);
      out.close(io.sextant.proto.flow.Flow.TRACE_CONTEXT_FIELD_NUMBER, mark);
    }
  }

  private void datapath(Flow flow) {
    out.unsigned(io.sextant.proto.flow.Flow.PROXY_PORT_FIELD_NUMBER, flow.proxyPort());
    NetworkInterface device = flow.networkInterface();
    if (device != null) {
      int mark = out.size();
      out.text(io.sextant.proto.flow.NetworkInterface.NAME_FIELD_NUMBER, device.name());
      out.unsigned(io.sextant.proto.flow.NetworkInterface.INDEX_FIELD_NUMBER, device.index());
      out.close(io.sextant.proto.flow.Flow.INTERFACE_FIELD_NUMBER, mark);
    }
    out.number(io.sextant.proto.flow.Flow.DEBUG_CAPTURE_POINT_FIELD_NUMBER, flow.capturePoint());
    if (flow.reply() != Reply.UNKNOWN) {
      out.bytes(
          io.sextant.proto.flow.Flow.IS_REPLY_FIELD_NUMBER, flow.reply() == Reply.YES ? YES : NO);
    }
    out.number(io.sextant.proto.flow.Flow.DROP_REASON_DESC_FIELD_NUMBER, flow.dropReason());
    out.number(
        io.sextant.proto.flow.Flow.TRACE_OBSERVATION_POINT_FIELD_NUMBER, flow.observationPoint());
    out.unsigned(io.sextant.proto.flow.Flow.POLICY_MATCH_TYPE_FIELD_NUMBER, flow.policyMatchType());
    out.number(
        io.sextant.proto.flow.Flow.TRAFFIC_DIRECTION_FIELD_NUMBER, flow.direction().ordinal());
  }

  private void kind(Flow flow) {
    service(io.sextant.proto.flow.Flow.DESTINATION_SERVICE_FIELD_NUMBER, flow.destinationService());
    service(io.sextant.proto.flow.Flow.SOURCE_SERVICE_FIELD_NUMBER, flow.sourceService());
    int mark = out.size();
    out.number(CiliumEventType.SUB_TYPE_FIELD_NUMBER, flow.eventSubType());
    out.number(CiliumEventType.TYPE_FIELD_NUMBER, flow.eventType());
    out.close(io.sextant.proto.flow.Flow.EVENT_TYPE_FIELD_NUMBER, mark);
    out.flag(io.sextant.proto.flow.Flow.REPLY_FIELD_NUMBER, flow.reply() == Reply.YES);
    if (flow.extras().l7() != null) {
      layers.l7(flow.extras().l7());
    }
  }

  private void service(int field, @Nullable Service service) {
    if (service != null) {
      int mark = out.size();
      out.text(io.sextant.proto.flow.Service.NAMESPACE_FIELD_NUMBER, service.namespace());
      out.text(io.sextant.proto.flow.Service.NAME_FIELD_NUMBER, service.name());
      out.close(field, mark);
    }
  }

  private void peers(Flow flow) {
    out.texts(io.sextant.proto.flow.Flow.DESTINATION_NAMES_FIELD_NUMBER, flow.destinationNames());
    out.texts(io.sextant.proto.flow.Flow.SOURCE_NAMES_FIELD_NUMBER, flow.sourceNames());
    out.text(io.sextant.proto.flow.Flow.NODE_NAME_FIELD_NUMBER, flow.node().name());
    out.number(io.sextant.proto.flow.Flow.TYPE_FIELD_NUMBER, flow.type().ordinal());
    endpoint(io.sextant.proto.flow.Flow.DESTINATION_FIELD_NUMBER, flow.destination());
    endpoint(io.sextant.proto.flow.Flow.SOURCE_FIELD_NUMBER, flow.source());
  }

  private void endpoint(int field, Endpoint endpoint) {
    if (endpoint.id() != Endpoint.ABSENT.id() || !endpoint.equals(Endpoint.ABSENT)) {
      out.bytes(field, names.endpoint(endpoint));
    }
  }

  private void packet(Flow flow) {
    layers.l4(flow);
    if (flow.hasIp()) {
      layers.ip(flow);
    }
    if (flow.sourceMac() != Flow.NO_MAC) {
      int mark = out.size();
      out.mac(Ethernet.DESTINATION_FIELD_NUMBER, flow.destinationMac());
      out.mac(Ethernet.SOURCE_FIELD_NUMBER, flow.sourceMac());
      out.close(io.sextant.proto.flow.Flow.ETHERNET_FIELD_NUMBER, mark);
    }
  }
}
