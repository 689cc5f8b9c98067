package io.sextant;

import io.sextant.control.FlowConnection;
import io.sextant.control.PolicyTrace;
import io.sextant.control.ServicePort;
import io.sextant.flow.DropReason;
import io.sextant.flow.EventType;
import io.sextant.flow.Flow;
import io.sextant.flow.PolicyAttribution;
import io.sextant.flow.PolicyRef;
import io.sextant.flow.Reply;
import io.sextant.flow.TrafficDirection;
import io.sextant.policy.ConnectionDecision;
import io.sextant.policy.Explanation;
import io.sextant.policy.Origin;
import io.sextant.serve.http.GuardBook;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Why a flow's verdict was what it was, and what policies in force make of its connection. */
final class FlowStory {
  private final Flow flow;
  private final @Nullable Origin origin;
  private final FlowConnection connection;
  private final String port;

  /**
   * @param origin what the flow's cookie stands for, if somebody knows it still
   */
  FlowStory(Flow flow, @Nullable Origin origin) {
    this.flow = flow;
    this.origin = origin;
    this.connection = FlowConnection.of(flow);
    this.port = new ServicePort(connection.protocol(), connection.port()).toString();
  }

  GuardBook.FlowReasons told(PolicyTrace trace, int revisionNow) {
    return new GuardBook.FlowReasons(
        new UUID(flow.uuidHigh(), flow.uuidLow()).toString(),
        Instant.ofEpochSecond(0, flow.timeNanos()).toString(),
        connection.source().toString(),
        connection.destination().toString(),
        port,
        flow.verdict().name(),
        direction(connection.seenAt()),
        flow.ruleRevision(),
        flow.ruleCookie(),
        then(),
        revisionNow,
        trace.decide(connection).map(this::now).orElse(null));
  }

  private GuardBook.Trace now(ConnectionDecision decision) {
    return trace(
        connection.source().toString(), connection.destination().toString(), port, decision);
  }

  static GuardBook.Trace trace(String from, String to, String port, ConnectionDecision decision) {
    return new GuardBook.Trace(
        from,
        to,
        port,
        decision.allowed(),
        decision.pendingAllowed(),
        decision.egress().allowed(),
        decision.ingress().allowed(),
        Stream.of(decision.egress(), decision.ingress())
            .flatMap(end -> Explanation.of(end).stream())
            .toList());
  }

  private List<String> then() {
    List<String> lines = new ArrayList<>();
    PolicyAttribution rules = flow.policies();
    if (flow.reply() == Reply.YES) {
      lines.add("a reply: it passes or not with the connection that it answers");
    }
    if (rules != null && origin != null && !origin.rules().isEmpty()) {
      origin.rules().forEach(rule -> lines.add(verdict(rules) + " by " + rule));
    } else if (rules != null && !rules.policies().isEmpty()) {
      rules.policies().forEach(policy -> lines.add(decidedBy(policy, rules)));
    } else if (isRefusal(flow.dropReason())) {
      lines.add("denied by default: no rule allowed it");
    } else if (flow.dropReason() != 0) {
      lines.add(
          "dropped, %s: no policy had a part in it".formatted(DropReason.text(flow.dropReason())));
    } else if (flow.eventType() == EventType.POLICY_VERDICT) {
      lines.add("allowed by no rule of a policy: none isolated this end, or it was the own node");
    } else {
      lines.add("a packet of a connection: the verdict on its first packet names the rules");
    }
    return lines;
  }

  private static String decidedBy(PolicyRef policy, PolicyAttribution rules) {
    return "%s by %s %s, %s"
        .formatted(verdict(rules), policy.kind(), policy.fullName(), direction(rules.direction()));
  }

  private static String verdict(PolicyAttribution rules) {
    return rules.allowed() ? "allowed" : "denied";
  }

  private static boolean isRefusal(int reason) {
    return reason == DropReason.POLICY_DENIED || reason == DropReason.POLICY_DENY;
  }

  private static String direction(TrafficDirection direction) {
    return direction == TrafficDirection.TRAFFIC_DIRECTION_UNKNOWN
        ? "unknown"
        : direction.name().toLowerCase(Locale.ROOT);
  }
}
