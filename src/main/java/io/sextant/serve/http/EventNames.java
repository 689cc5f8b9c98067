package io.sextant.serve.http;

import io.sextant.flow.EventType;
import io.sextant.flow.Flow;
import io.sextant.flow.ObservationPoint;
import io.sextant.flow.PolicyMatch;

/** Events as the {@code hubble} command names them. */
final class EventNames {
  private EventNames() {}

  static String type(Flow flow) {
    String name = EventType.name(flow.eventType());
    return name == null ? Integer.toString(flow.eventType()) : name;
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
