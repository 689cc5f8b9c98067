package io.sextant.serve.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sextant.flow.DatapathFile;
import io.sextant.flow.DropReason;
import io.sextant.flow.Endpoint;
import io.sextant.flow.Flow;
import io.sextant.flow.Identities;
import io.sextant.flow.IpAddress;
import io.sextant.flow.L4Protocol;
import io.sextant.flow.NetworkInterface;
import io.sextant.flow.PolicyAttribution;
import io.sextant.flow.Reply;
import io.sextant.flow.Service;
import io.sextant.flow.TcpFlags;
import io.sextant.flow.TrafficDirection;
import io.sextant.flow.Workload;
import io.sextant.servicemap.NodeName;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A flow as REST and streams send it; what is absent is left out.
 *
 * @param seq position in the memory ring
 * @param time RFC 3339 with nanoseconds
 * @param direction {@code INGRESS}, {@code EGRESS} or {@code UNKNOWN}
 * @param isReply left out where the datapath did not look
 * @param dropPlace in the datapath's source
 * @param rule cookie of the deciding rule
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record FlowRow(
    long seq,
    String time,
    String node,
    String verdict,
    String dropReason,
    String direction,
    String type,
    String subtype,
    @Nullable Boolean isReply,
    String protocol,
    String tcpFlags,
    Peer source,
    Peer destination,
    String summary,
    List<Policy> policies,
    List<String> policyLog,
    String networkInterface,
    String uuid,
    @Nullable Integer cpu,
    @Nullable Integer messageType,
    @Nullable Integer messageCode,
    @Nullable Integer rule,
    @Nullable Integer ruleRevision,
    @Nullable Integer proxyPort,
    String dropPlace,
    String traceId,
    @Nullable Object l7,
    @Nullable Object tunnel,
    @Nullable Object socket) {

  /**
   * One side of a flow.
   *
   * @param node of the service map
   * @param identityName of a reserved identity, as {@code reserved:world}
   * @param service as {@code namespace/name}
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  record Peer(
      String node,
      long identity,
      String identityName,
      String namespace,
      String pod,
      String workload,
      String workloadKind,
      List<String> labels,
      String ip,
      @Nullable Integer port,
      String mac,
      List<String> names,
      String service) {}

  /**
   * A policy that decided.
   *
   * @param effect {@code allowed} or {@code denied}
   */
  record Policy(String kind, String namespace, String name, String effect, String direction) {}

  static FlowRow of(long seq, Flow flow) {
    L4Protocol protocol = flow.protocol();
    boolean message = protocol != L4Protocol.NONE && !protocol.hasPorts();
    PolicyAttribution policies = flow.policies();
    return new FlowRow(
        seq,
        time(flow.timeNanos()),
        flow.node().name(),
        flow.verdict().name(),
        flow.dropReason() == 0 ? "" : DropReason.name(flow.dropReason()),
        direction(flow.direction()),
        EventNames.type(flow),
        EventNames.subtype(flow),
        flow.reply() == Reply.UNKNOWN ? null : flow.reply() == Reply.YES,
        protocol.text(),
        flow.hasTcpFlags() ? TcpFlags.text(flow.tcpFlags()) : "",
        source(flow),
        destination(flow),
        flow.summary(),
        policies == null ? List.of() : policies(policies),
        policies == null ? List.of() : policies.log(),
        networkInterface(flow.networkInterface()),
        flow.uuidHigh() == 0 && flow.uuidLow() == 0
            ? ""
            : new UUID(flow.uuidHigh(), flow.uuidLow()).toString(),
        flow.cpu() < 0 ? null : flow.cpu(),
        message ? flow.messageType() : null,
        message ? flow.messageCode() : null,
        positive(flow.ruleCookie()),
        positive(flow.ruleRevision()),
        positive(flow.proxyPort()),
        flow.hasDropFile() ? DatapathFile.name(flow.dropFile()) + ":" + flow.dropLine() : "",
        flow.extras().traceId(),
        flow.extras().l7(),
        flow.extras().tunnel(),
        flow.extras().socket());
  }

  static String time(long nanos) {
    return Instant.ofEpochSecond(0, nanos).toString();
  }

  private static Peer source(Flow flow) {
    return peer(
        flow.source(),
        flow.sourceNames(),
        flow.sourceAddress(),
        flow.protocol().hasPorts() ? flow.sourcePort() : null,
        flow.sourceMac(),
        flow.sourceService());
  }

  private static Peer destination(Flow flow) {
    return peer(
        flow.destination(),
        flow.destinationNames(),
        flow.destinationAddress(),
        flow.protocol().hasPorts() ? flow.destinationPort() : null,
        flow.destinationMac(),
        flow.destinationService());
  }

  private static Peer peer(
      Endpoint endpoint,
      List<String> names,
      @Nullable IpAddress address,
      @Nullable Integer port,
      long mac,
      @Nullable Service service) {
    Workload workload = endpoint.workloads().isEmpty() ? null : endpoint.workloads().getFirst();
    NodeName node = NodeName.of(endpoint, names);
    return new Peer(
        node.id(),
        Integer.toUnsignedLong(endpoint.identity()),
        identityName(endpoint.identity()),
        endpoint.namespace(),
        endpoint.podName(),
        workload == null ? "" : workload.name(),
        workload == null ? "" : workload.kind(),
        endpoint.labels(),
        address == null ? "" : address.toString(),
        port,
        mac == Flow.NO_MAC ? "" : mac(mac),
        names,
        service == null ? "" : service.namespace() + "/" + service.name());
  }

  private static String identityName(int identity) {
    String name = Identities.reservedName(identity);
    return name == null ? "" : "reserved:" + name;
  }

  private static List<Policy> policies(PolicyAttribution attribution) {
    String effect = attribution.allowed() ? "allowed" : "denied";
    String direction = direction(attribution.direction()).toLowerCase(Locale.ROOT);
    return attribution.policies().stream()
        .map(p -> new Policy(p.kind(), p.namespace(), p.name(), effect, direction))
        .toList();
  }

  private static String direction(TrafficDirection direction) {
    return direction == TrafficDirection.TRAFFIC_DIRECTION_UNKNOWN ? "UNKNOWN" : direction.name();
  }

  private static String networkInterface(@Nullable NetworkInterface device) {
    if (device == null) {
      return "";
    }
    return device.name().isEmpty() ? Integer.toString(device.index()) : device.name();
  }

  private static @Nullable Integer positive(int number) {
    return number == 0 ? null : number;
  }

  private static String mac(long bits) {
    StringBuilder text = new StringBuilder(17);
    for (int shift = 40; shift >= 0; shift -= 8) {
      int octet = (int) (bits >>> shift) & 0xff;
      text.append(Character.forDigit(octet >> 4, 16)).append(Character.forDigit(octet & 15, 16));
      if (shift > 0) {
        text.append(':');
      }
    }
    return text.toString();
  }
}
