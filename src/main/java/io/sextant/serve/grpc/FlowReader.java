package io.sextant.serve.grpc;

import io.sextant.flow.DatapathFile;
import io.sextant.flow.Endpoint;
import io.sextant.flow.Flow;
import io.sextant.flow.FlowType;
import io.sextant.flow.IpAddress;
import io.sextant.flow.IpVersion;
import io.sextant.flow.L4Protocol;
import io.sextant.flow.NetworkInterface;
import io.sextant.flow.Node;
import io.sextant.flow.PolicyAttribution;
import io.sextant.flow.PolicyRef;
import io.sextant.flow.Reply;
import io.sextant.flow.Service;
import io.sextant.flow.TrafficDirection;
import io.sextant.flow.Verdict;
import io.sextant.flow.Workload;
import io.sextant.proto.flow.FileInfo;
import io.sextant.proto.flow.IP;
import io.sextant.proto.flow.Layer4;
import io.sextant.proto.flow.Policy;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One flow from its message. */
final class FlowReader {
  private final io.sextant.proto.flow.Flow message;
  private final Flow.Builder flow = new Flow.Builder();

  FlowReader(io.sextant.proto.flow.Flow message) {
    this.message = message;
  }

  Flow read() {
    origin();
    judgement();
    ethernet();
    if (message.hasIP()) {
      ip(message.getIP());
    }
    l4(message.getL4());
    peers();
    policies();
    return flow.extras(ExtrasReader.read(message)).summary(message.getSummary()).build();
  }

  private void origin() {
    flow.time(EventReader.nanos(message.getTime()), 0)
        .seenOn(new Node(message.getNodeName(), message.getNodeLabelsList()), -1)
        .event(
            oneOf(FlowType.values(), message.getTypeValue()),
            message.getEventType().getType(),
            message.getEventType().getSubType());
    try {
      UUID uuid = UUID.fromString(message.getUuid());
      flow.uuid(uuid.getMostSignificantBits(), uuid.getLeastSignificantBits());
    } catch (IllegalArgumentException e) {
      flow.uuid(0, 0);
    }
  }

  private void judgement() {
    flow.verdict(oneOf(Verdict.values(), message.getVerdictValue()))
        .dropReason(message.getDropReasonDescValue())
        .direction(oneOf(TrafficDirection.values(), message.getTrafficDirectionValue()))
        .reply(reply())
        .trace(message.getTraceObservationPointValue(), message.getTraceReasonValue())
        .capturePoint(message.getDebugCapturePointValue())
        .policyMatch(message.getPolicyMatchType(), message.getAuthTypeValue())
        .proxyPort(message.getProxyPort());
    if (message.hasFile()) {
      FileInfo file = message.getFile();
      flow.dropPlace(DatapathFile.number(file.getName()), file.getLine());
    }
  }

  private Reply reply() {
    if (!message.hasIsReply()) {
      return Reply.UNKNOWN;
    }
    return message.getIsReply().getValue() ? Reply.YES : Reply.NO;
  }

  private void ethernet() {
    if (message.hasEthernet()) {
      flow.ethernet(
          mac(message.getEthernet().getSource()), mac(message.getEthernet().getDestination()));
    }
  }

  private void ip(IP ip) {
    IpAddress none = IpAddress.ofV4(0);
    IpAddress source = address(ip.getSource());
    IpAddress destination = address(ip.getDestination());
    flow.ip(
            oneOf(IpVersion.values(), ip.getIpVersionValue()),
            source == null ? none : source,
            destination == null ? none : destination)
        .encrypted(ip.getEncrypted());
    if (source == null) {
      flow.unknownSource();
    }
    if (destination == null) {
      flow.unknownDestination();
    }
  }

  private void l4(Layer4 l4) {
    switch (l4.getProtocolCase()) {
      case TCP -> {
        int from = l4.getTCP().getSourcePort();
        int to = l4.getTCP().getDestinationPort();
        if (l4.getTCP().hasFlags()) {
          flow.tcp(from, to, FilterReader.bits(l4.getTCP().getFlags()));
        } else {
          flow.ports(L4Protocol.TCP, from, to);
        }
      }
      case UDP ->
          flow.ports(L4Protocol.UDP, l4.getUDP().getSourcePort(), l4.getUDP().getDestinationPort());
      case SCTP ->
          flow.ports(
              L4Protocol.SCTP, l4.getSCTP().getSourcePort(), l4.getSCTP().getDestinationPort());
      case ICMPV4 ->
          flow.message(L4Protocol.ICMPv4, l4.getICMPv4().getType(), l4.getICMPv4().getCode());
      case ICMPV6 ->
          flow.message(L4Protocol.ICMPv6, l4.getICMPv6().getType(), l4.getICMPv6().getCode());
      case VRRP ->
          flow.vrrp(l4.getVRRP().getType(), l4.getVRRP().getVrid(), l4.getVRRP().getPriority());
      case IGMP ->
          flow.message(
              L4Protocol.IGMP, l4.getIGMP().getType(), group(l4.getIGMP().getGroupAddress()));
      case PROTOCOL_NOT_SET -> {}
    }
  }

  private void peers() {
    flow.endpoints(
            message.hasSource() ? endpoint(message.getSource()) : Endpoint.ABSENT,
            message.hasDestination() ? endpoint(message.getDestination()) : Endpoint.ABSENT)
        .names(
            List.copyOf(message.getSourceNamesList()),
            List.copyOf(message.getDestinationNamesList()))
        .services(
            message.hasSourceService() ? service(message.getSourceService()) : null,
            message.hasDestinationService() ? service(message.getDestinationService()) : null);
    if (message.hasInterface()) {
      flow.networkInterface(
          new NetworkInterface(
              message.getInterface().getIndex(), message.getInterface().getName()));
    }
  }

  private void policies() {
    policies(TrafficDirection.EGRESS, true, message.getEgressAllowedByList());
    policies(TrafficDirection.INGRESS, true, message.getIngressAllowedByList());
    policies(TrafficDirection.EGRESS, false, message.getEgressDeniedByList());
    policies(TrafficDirection.INGRESS, false, message.getIngressDeniedByList());
  }

  private void policies(TrafficDirection direction, boolean allowed, List<Policy> policies) {
    if (!policies.isEmpty()) {
      flow.policies(
          new PolicyAttribution(
              direction,
              allowed,
              policies.stream().map(FlowReader::policy).toList(),
              message.getPolicyLogList()));
    }
  }

  static Endpoint endpoint(io.sextant.proto.flow.Endpoint message) {
    return new Endpoint(
        message.getID(),
        message.getIdentity(),
        message.getClusterName(),
        message.getNamespace(),
        message.getLabelsList(),
        message.getPodName(),
        "",
        message.getWorkloadsList().stream()
            .map(workload -> new Workload(workload.getName(), workload.getKind()))
            .toList());
  }

  static @Nullable IpAddress address(String text) {
    try {
      return text.isEmpty() ? null : IpAddress.parse(text);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  static <T> T oneOf(T[] values, int number) {
    return values[number >= 0 && number < values.length ? number : 0];
  }

  private static int group(String text) {
    IpAddress address = address(text);
    return address == null ? 0 : (int) address.low();
  }

  private static long mac(String text) {
    String digits = text.replace(":", "");
    return digits.matches("[0-9a-fA-F]{12}") ? HexFormat.fromHexDigitsToLong(digits) : Flow.NO_MAC;
  }

  private static Service service(io.sextant.proto.flow.Service message) {
    return new Service(message.getName(), message.getNamespace());
  }

  private static PolicyRef policy(Policy message) {
    return new PolicyRef(
        message.getKind(),
        message.getNamespace(),
        message.getName(),
        message.getLabelsList(),
        message.getRevision());
  }
}
