package io.sextant.enrich;

import io.sextant.decode.DebugCapture;
import io.sextant.decode.DropNotify;
import io.sextant.decode.Packet;
import io.sextant.decode.PacketNotification;
import io.sextant.decode.PolicyVerdictNotify;
import io.sextant.decode.TraceNotify;
import io.sextant.decode.TraceReason;
import io.sextant.flow.DropReason;
import io.sextant.flow.Endpoint;
import io.sextant.flow.EventType;
import io.sextant.flow.Flow;
import io.sextant.flow.FlowExtras;
import io.sextant.flow.FlowType;
import io.sextant.flow.IpAddress;
import io.sextant.flow.ObservationPoint;
import io.sextant.flow.PolicyAttribution;
import io.sextant.flow.Reply;
import io.sextant.flow.TrafficDirection;
import io.sextant.flow.Tunnel;
import io.sextant.flow.Verdict;
import org.jspecify.annotations.Nullable;

/** Notifications with a packet to flows. Belongs to one thread. */
final class PacketEnricher {
  private final Flow.Builder flow = new Flow.Builder();
  private final Peers peers;
  private final Interfaces interfaces = new Interfaces();
  private final boolean correlatePolicies;

  PacketEnricher(EndpointResolver endpoints, boolean correlatePolicies) {
    this.peers = new Peers(endpoints);
    this.correlatePolicies = correlatePolicies;
  }

  Flow drop(DropNotify drop, ClusterView view, Arrival arrival) {
    Packet packet = drop.packet();
    begin(drop, EventType.DROP, arrival);
    peers.ofPacket(view, packet, drop.sourceIdentity(), drop.destinationIdentity());
    peers.write(flow, view, packet);
    flow.verdict(Verdict.DROPPED)
        .dropReason(drop.subType())
        .dropPlace(drop.file(), drop.line())
        .direction(dropDirection(drop));
    extras(packet.tunnel(), null, drop.ipTraceId(), view);
    return flow.build();
  }

  Flow trace(TraceNotify trace, ClusterView view, Arrival arrival) {
    Packet packet = trace.packet();
    TraceReason reason = trace.reason();
    boolean translated = trace.hasOriginalSource();
    begin(trace, EventType.TRACE, arrival);
    peers.ofPacket(view, packet, trace.sourceIdentity(), trace.destinationIdentity());
    if (translated && packet.hasIp()) {
      peers.originalSource(
          view, trace.originalSourceHigh(), trace.originalSourceLow(), trace.sourceIdentity());
    }
    peers.write(flow, view, packet);
    flow.verdict(Verdict.FORWARDED)
        .trace(
            ObservationPoint.apiNumber(trace.subType()),
            TraceReason.apiNumber(trace.reasonNumber()))
        .reply(reason.reply())
        .direction(traceDirection(trace, reason, translated))
        .encrypted(trace.encrypted() && packet.hasIp())
        .networkInterface(interfaces.at(view, trace.interfaceIndex()))
        .proxyPort(trace.proxyPort());
    extras(packet.tunnel(), peers.translatedSource(packet), trace.ipTraceId(), view);
    return flow.build();
  }

  Flow verdict(PolicyVerdictNotify notification, ClusterView view, Arrival arrival) {
    Packet packet = notification.packet();
    TrafficDirection direction = notification.direction();
    boolean ingress = direction == TrafficDirection.INGRESS;
    int remote = notification.remoteIdentity();
    int number = notification.verdict();
    begin(notification, EventType.POLICY_VERDICT, arrival);
    peers.ofPacket(view, packet, ingress ? remote : 0, ingress ? 0 : remote);
    peers.write(flow, view, packet);
    Verdict verdict = verdict(number, notification.audited());
    flow.verdict(verdict)
        .dropReason(number < 0 ? -number : 0)
        .reply(number < 0 ? Reply.UNKNOWN : Reply.NO)
        .direction(direction)
        .policyMatch(notification.matchType(), notification.authType());
    if (correlatePolicies) {
      policies(notification, verdict, view);
    }
    extras(packet.tunnel(), null, 0, view);
    return flow.build();
  }

  Flow capture(DebugCapture capture, ClusterView view, Arrival arrival) {
    Packet packet = capture.packet();
    begin(capture, EventType.CAPTURE, arrival);
    peers.ofPacket(view, packet, 0, 0);
    peers.write(flow, view, packet);
    flow.capturePoint(capture.subType())
        .networkInterface(interfaces.at(view, capture.interfaceIndex()))
        .proxyPort(capture.proxyPort());
    extras(packet.tunnel(), null, 0, view);
    return flow.build();
  }

  private void begin(PacketNotification notification, int eventType, Arrival arrival) {
    Packet packet = notification.packet();
    flow.time(arrival.timeNanos(), arrival.bootNanos())
        .seenOn(arrival.node(), arrival.cpu())
        .uuid(arrival.uuidHigh(), arrival.uuidLow())
        .event(FlowType.L3_L4, eventType, notification.subType())
        .length(notification.packetLength())
        .ethernet(packet.sourceMac(), packet.destinationMac())
        .summary(Summaries.of(packet));
    switch (packet.protocol()) {
      case NONE -> {}
      case TCP -> flow.tcp(packet.first(), packet.second(), packet.third());
      case UDP, SCTP -> flow.ports(packet.protocol(), packet.first(), packet.second());
      case ICMPv4, ICMPv6, IGMP -> flow.message(packet.protocol(), packet.first(), packet.second());
      case VRRP -> flow.vrrp(packet.first(), packet.second(), packet.third());
    }
  }

  private void extras(
      @Nullable Tunnel tunnel, @Nullable IpAddress translated, long ipTraceId, ClusterView view) {
    if (tunnel != null || translated != null || ipTraceId != 0) {
      int option = ipTraceId == 0 ? 0 : view.ipTraceOption();
      flow.extras(new FlowExtras(translated, tunnel, null, null, "", ipTraceId, option));
    }
  }

  /** The endpoint that dropped is the source: egress. Endpoint numbers have 16 bits there. */
  private TrafficDirection dropDirection(DropNotify drop) {
    if (drop.source() == 0) {
      return TrafficDirection.TRAFFIC_DIRECTION_UNKNOWN;
    }
    return isSource(drop) ? TrafficDirection.EGRESS : TrafficDirection.INGRESS;
  }

  /** A reply goes the other way than its connection; translation happens on the way out. */
  private TrafficDirection traceDirection(
      TraceNotify trace, TraceReason reason, boolean translated) {
    if (trace.source() == 0 || !reason.known()) {
      return TrafficDirection.TRAFFIC_DIRECTION_UNKNOWN;
    }
    boolean outwards = isSource(trace) != (reason.reply() == Reply.YES);
    return outwards || translated ? TrafficDirection.EGRESS : TrafficDirection.INGRESS;
  }

  private boolean isSource(PacketNotification notification) {
    return notification.source() == (peers.source().id() & 0xffff);
  }

  private static Verdict verdict(int number, boolean audited) {
    if (number < 0) {
      return Verdict.DROPPED;
    }
    if (number > 0) {
      return Verdict.REDIRECTED;
    }
    return audited ? Verdict.AUDIT : Verdict.FORWARDED;
  }

  private void policies(PolicyVerdictNotify notification, Verdict verdict, ClusterView view) {
    int cookie = notification.cookie();
    PolicyAttribution rule = cookie == 0 ? null : view.rule(cookie);
    if (rule != null) {
      flow.rule(cookie, revision(notification, rule)).policies(rule);
      return;
    }
    flow.rule(cookie, notification.revision());
    boolean denied =
        verdict == Verdict.DROPPED && -notification.verdict() == DropReason.POLICY_DENY;
    if (denied || verdict == Verdict.FORWARDED || verdict == Verdict.REDIRECTED) {
      flow.policies(entry(notification, denied, view));
    }
  }

  private static int revision(PolicyVerdictNotify notification, PolicyAttribution rule) {
    if (notification.revision() != 0 || rule.policies().isEmpty()) {
      return notification.revision();
    }
    return (int) rule.policies().getFirst().revision();
  }

  /** The policies of the entry in the local endpoint's map that the packet matched. */
  private @Nullable PolicyAttribution entry(
      PolicyVerdictNotify notification, boolean denied, ClusterView view) {
    boolean ingress = notification.direction() == TrafficDirection.INGRESS;
    Endpoint local = ingress ? peers.destination() : peers.source();
    Endpoint remote = ingress ? peers.source() : peers.destination();
    Packet packet = notification.packet();
    int port = policyPort(packet);
    if (local.id() == 0 || port == 0) {
      return null;
    }
    long key =
        PolicyKey.of(
            notification.direction(), remote.identity(), packet.protocol().ianaNumber(), port);
    long reduced = PolicyKey.reduced(key, notification.matchType());
    return view.policies(local.id(), denied ? PolicyKey.denying(reduced) : reduced);
  }

  /** Destination port, or the type of an ICMP message; 0 for what policy entries cannot name. */
  private static int policyPort(Packet packet) {
    return switch (packet.protocol()) {
      case TCP, UDP, SCTP -> packet.second();
      case ICMPv4, ICMPv6 -> packet.first();
      case VRRP, IGMP, NONE -> 0;
    };
  }
}
