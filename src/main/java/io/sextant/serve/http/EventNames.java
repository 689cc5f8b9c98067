package io.sextant.serve.http;

import io.sextant.flow.EventType;
import io.sextant.flow.Flow;
import io.sextant.flow.ObservationPoint;
import io.sextant.flow.PolicyMatch;

/** Events as the {@code hubble} command names them. */
final class EventNames {
  private EventNames() {}

  static String type(Flow flow) {
    return type(flow.eventType());
  }

  static String type(int number) {
    String name = EventType.name(number);
    return name == null ? Integer.toString(number) : name;
  }

  /** Where a trace was taken, how a policy matched; empty for others. */
  static String subtype(Flow flow) {
    return switch (flow.eventType()) {
      case EventType.TRACE -> point(flow.eventSubType());
      case EventType.POLICY_VERDICT -> match(flow.policyMatchType());
      default -> "";
    };
  }

  /** Where a trace was taken. */
  static String point(int number) {
    ObservationPoint point = ObservationPoint.ofNumber(number);
    return point == null ? Integer.toString(number) : point.text();
  }

  /** How a policy matched. */
  static String match(int number) {
    PolicyMatch match = PolicyMatch.ofNumber(number);
    return match == null ? Integer.toString(number) : match.text();
  }
}
