package io.sextant.serve.http;

import io.sextant.flow.EventType;
import io.sextant.flow.Flow;
import io.sextant.flow.ObservationPoint;
import io.sextant.flow.PolicyMatch;

/** Events as the {@code hubble} command names them. */
final class EventNames {
  private EventNames() {}

  static String type(Flow flow) {
    return switch (flow.eventType()) {
      case EventType.DROP -> "drop";
      case EventType.DEBUG -> "debug";
      case EventType.CAPTURE -> "capture";
      case EventType.TRACE -> "trace";
      case EventType.POLICY_VERDICT -> "policy-verdict";
      case EventType.TRACE_SOCK -> "trace-sock";
      case EventType.L7 -> "l7";
      case EventType.AGENT -> "agent";
      default -> Integer.toString(flow.eventType());
    };
  }

  /** Where a trace was taken, how a policy matched; empty for others. */
  static String subtype(Flow flow) {
    return switch (flow.eventType()) {
      case EventType.TRACE -> {
        ObservationPoint point = ObservationPoint.ofNumber(flow.eventSubType());
        yield point == null ? Integer.toString(flow.eventSubType()) : point.text();
      }
      case EventType.POLICY_VERDICT -> {
        PolicyMatch match = PolicyMatch.ofNumber(flow.policyMatchType());
        yield match == null ? Integer.toString(flow.policyMatchType()) : match.text();
      }
      default -> "";
    };
  }
}
