package io.sextant.serve.grpc;

import com.google.protobuf.BoolValue;
import com.google.protobuf.Int32Value;
import com.google.protobuf.Timestamp;
import com.google.protobuf.UInt32Value;
import io.sextant.flow.AgentEvent;
import io.sextant.flow.DatapathFile;
import io.sextant.flow.DebugEvent;
import io.sextant.flow.Endpoint;
import io.sextant.flow.Flow;
import io.sextant.flow.FlowExtras;
import io.sextant.flow.IpAddress;
import io.sextant.flow.LostEvents;
import io.sextant.flow.NetworkInterface;
import io.sextant.flow.PolicyAttribution;
import io.sextant.flow.PolicyRef;
import io.sextant.flow.Reply;
import io.sextant.flow.Service;
import io.sextant.flow.SocketTrace;
import io.sextant.flow.TrafficDirection;
import io.sextant.proto.flow.CiliumEventType;
import io.sextant.proto.flow.Emitter;
import io.sextant.proto.flow.Ethernet;
import io.sextant.proto.flow.FileInfo;
import io.sextant.proto.flow.IP;
import io.sextant.proto.flow.IPTraceID;
import io.sextant.proto.flow.LostEvent;
import io.sextant.proto.flow.Policy;
import io.sextant.proto.flow.TraceContext;
import io.sextant.proto.flow.TraceParent;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Events as messages of Hubble's API, field for field. Numbers that the API's enums lack are kept
 * as they are.
 *
 * <p>May be used by any number of threads. Messages of endpoints and texts of addresses are kept
 * for the next flow.
 */
public final class FlowMessages {
  private static final long NANOS_PER_SECOND = 1_000_000_000L;
  private static final BoolValue YES = BoolValue.of(true);
  private static final BoolValue NO = BoolValue.of(false);

  private final EndpointMessages endpoints = new EndpointMessages();
  private final AddressTexts addresses = new AddressTexts();
  private final LayerMessages layers = new LayerMessages(addresses);
  private final Emitter emitter;

  /**
   * @param version of this server, as SemVer text
   */
  public FlowMessages(String version) {
    this.emitter = Emitter.newBuilder().setName("Hubble").setVersion(version).build();
  }

  /** All that the flow knows; no field mask is applied. */
  public io.sextant.proto.flow.Flow message(Flow flow) {
    var message = io.sextant.proto.flow.Flow.newBuilder();
    origin(flow, message);
    verdict(flow, message);
    packet(flow, message);
    peers(flow, message);
    datapath(flow, message);
    extras(flow.extras(), message);
    PolicyAttribution policies = flow.policies();
    if (policies != null) {
      policies(policies, flow.ruleRevision(), message);
    }
    return message.setSummary(flow.summary()).build();
  }

  /** A loss; only losses of the memory ring have no CPU. */
  public LostEvent message(LostEvents lost) {
    var message =
        LostEvent.newBuilder()
            .setSourceValue(lost.source().ordinal())
            .setNumEventsLost(lost.count());
    if (lost.cpu() != LostEvents.NO_CPU) {
      message.setCpu(Int32Value.of(lost.cpu()));
    }
    if (lost.firstNanos() != 0) {
      message.setFirst(timestamp(lost.firstNanos()));
    }
    if (lost.lastNanos() != 0) {
      message.setLast(timestamp(lost.lastNanos()));
    }
    return message.build();
  }

  /** A message of the datapath's debugging. */
  public io.sextant.proto.flow.DebugEvent message(DebugEvent event) {
    var message =
        io.sextant.proto.flow.DebugEvent.newBuilder()
            .setTypeValue(event.type())
            .setHash(UInt32Value.of(event.hash()))
            .setArg1(UInt32Value.of(event.arg1()))
            .setArg2(UInt32Value.of(event.arg2()))
            .setArg3(UInt32Value.of(event.arg3()))
            .setMessage(event.message())
            .setCpu(Int32Value.of(event.cpu()));
    if (event.source() != null) {
      message.setSource(endpoints.message(event.source()));
    }
    return message.build();
  }

  /** News of the agent. */
  public io.sextant.proto.flow.AgentEvent message(AgentEvent event) {
    return AgentMessages.message(event.notification());
  }

  /** Nanoseconds since the Unix epoch as a message. */
  public static Timestamp timestamp(long nanos) {
    return Timestamp.newBuilder()
        .setSeconds(Math.floorDiv(nanos, NANOS_PER_SECOND))
        .setNanos((int) Math.floorMod(nanos, NANOS_PER_SECOND))
        .build();
  }

  private void origin(Flow flow, io.sextant.proto.flow.Flow.Builder message) {
    message
        .setTime(timestamp(flow.timeNanos()))
        .setUuid(new UUID(flow.uuidHigh(), flow.uuidLow()).toString())
        .setEmitter(emitter)
        .setNodeName(flow.node().name())
        .addAllNodeLabels(flow.node().labels())
        .setTypeValue(flow.type().ordinal())
        .setEventType(
            CiliumEventType.newBuilder().setType(flow.eventType()).setSubType(flow.eventSubType()));
  }

  private static void verdict(Flow flow, io.sextant.proto.flow.Flow.Builder message) {
    message
        .setVerdictValue(flow.verdict().number())
        .setDropReason(flow.dropReason())
        .setDropReasonDescValue(flow.dropReason())
        .setTrafficDirectionValue(flow.direction().ordinal())
        .setPolicyMatchType(flow.policyMatchType())
        .setAuthTypeValue(flow.authType());
    if (flow.reply() != Reply.UNKNOWN) {
      message.setReply(flow.reply() == Reply.YES).setIsReply(flow.reply() == Reply.YES ? YES : NO);
    }
    if (flow.hasDropFile()) {
      message.setFile(
          FileInfo.newBuilder()
              .setName(DatapathFile.name(flow.dropFile()))
              .setLine(flow.dropLine()));
    }
  }

  private void packet(Flow flow, io.sextant.proto.flow.Flow.Builder message) {
    if (flow.sourceMac() != Flow.NO_MAC) {
      message.setEthernet(
          Ethernet.newBuilder()
              .setSource(AddressTexts.mac(flow.sourceMac()))
              .setDestination(AddressTexts.mac(flow.destinationMac())));
    }
    if (flow.hasIp()) {
      message.setIP(ip(flow));
    }
    layers.l4(flow.l4()).ifPresent(message::setL4);
  }

  private IP ip(Flow flow) {
    IP.Builder ip =
        IP.newBuilder()
            .setIpVersionValue(flow.ipVersion().ordinal())
            .setEncrypted(flow.encrypted());
    if (flow.hasSourceAddress()) {
      ip.setSource(addresses.text(flow.sourceHigh(), flow.sourceLow()));
    }
    if (flow.hasDestinationAddress()) {
      ip.setDestination(addresses.text(flow.destinationHigh(), flow.destinationLow()));
    }
    IpAddress translated = flow.extras().translatedSource();
    if (translated != null) {
      ip.setSourceXlated(addresses.text(translated));
    }
    return ip.build();
  }

  private void peers(Flow flow, io.sextant.proto.flow.Flow.Builder message) {
    if (!flow.source().equals(Endpoint.ABSENT)) {
      message.setSource(endpoints.message(flow.source()));
    }
    if (!flow.destination().equals(Endpoint.ABSENT)) {
      message.setDestination(endpoints.message(flow.destination()));
    }
    message.addAllSourceNames(flow.sourceNames()).addAllDestinationNames(flow.destinationNames());
    Service source = flow.sourceService();
    if (source != null) {
      message.setSourceService(service(source));
    }
    Service destination = flow.destinationService();
    if (destination != null) {
      message.setDestinationService(service(destination));
    }
  }

  private static void datapath(Flow flow, io.sextant.proto.flow.Flow.Builder message) {
    message
        .setTraceObservationPointValue(flow.observationPoint())
        .setTraceReasonValue(flow.traceReason())
        .setDebugCapturePointValue(flow.capturePoint())
        .setProxyPort(flow.proxyPort());
    NetworkInterface device = flow.networkInterface();
    if (device != null) {
      message.setInterface(
          io.sextant.proto.flow.NetworkInterface.newBuilder()
              .setIndex(device.index())
              .setName(device.name()));
    }
  }

  private void extras(FlowExtras extras, io.sextant.proto.flow.Flow.Builder message) {
    if (extras.tunnel() != null) {
      message.setTunnel(layers.tunnel(extras.tunnel()));
    }
    if (extras.l7() != null) {
      message.setL7(layers.l7(extras.l7()));
    }
    if (extras.socket() != null) {
      socket(extras.socket(), message);
    }
    if (!extras.traceId().isEmpty()) {
      message.setTraceContext(
          TraceContext.newBuilder()
              .setParent(TraceParent.newBuilder().setTraceId(extras.traceId())));
    }
    if (extras.ipTraceId() != 0) {
      message.setIpTraceId(
          IPTraceID.newBuilder()
              .setTraceId(extras.ipTraceId())
              .setIpOptionType(extras.ipTraceOption()));
    }
  }

  private static void socket(SocketTrace socket, io.sextant.proto.flow.Flow.Builder message) {
    message
        .setSockXlatePointValue(socket.translationPoint())
        .setSocketCookie(socket.cookie())
        .setCgroupId(socket.cgroupId());
  }

  private static void policies(
      PolicyAttribution attribution, int revision, io.sextant.proto.flow.Flow.Builder message) {
    List<Policy> policies = new ArrayList<>(attribution.policies().size());
    attribution.policies().forEach(ref -> policies.add(policy(ref, revision)));
    if (attribution.direction() == TrafficDirection.INGRESS) {
      if (attribution.allowed()) {
        message.addAllIngressAllowedBy(policies);
      } else {
        message.addAllIngressDeniedBy(policies);
      }
    } else if (attribution.allowed()) {
      message.addAllEgressAllowedBy(policies);
    } else {
      message.addAllEgressDeniedBy(policies);
    }
    message.addAllPolicyLog(attribution.log());
  }

  private static Policy policy(PolicyRef ref, int revision) {
    return Policy.newBuilder()
        .setName(ref.name())
        .setNamespace(ref.namespace())
        .setKind(ref.kind())
        .setRevision(ref.revision() == 0 ? revision : ref.revision())
        .addAllLabels(ref.labels())
        .build();
  }

  private static io.sextant.proto.flow.Service service(Service service) {
    return io.sextant.proto.flow.Service.newBuilder()
        .setName(service.name())
        .setNamespace(service.namespace())
        .build();
  }
}
