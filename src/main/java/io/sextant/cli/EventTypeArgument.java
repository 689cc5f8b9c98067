package io.sextant.cli;

import static java.util.stream.Collectors.joining;

import io.sextant.flow.EventType;
import io.sextant.flow.ObservationPoint;
import io.sextant.proto.flow.EventTypeFilter;
import java.util.Arrays;
import java.util.Map;

/** An event type on the command line: {@code trace}, {@code trace:to-endpoint}, {@code 4:0}. */
final class EventTypeArgument {
  /** Numbers of {@code flow.AgentEventType}, which servers compare with. */
  private static final Map<String, Integer> AGENT_EVENTS =
      Map.ofEntries(
          Map.entry("unspecified", 0),
          Map.entry("message", 1),
          Map.entry("agent-started", 2),
          Map.entry("policy-updated", 3),
          Map.entry("policy-deleted", 4),
          Map.entry("endpoint-regenerate-success", 5),
          Map.entry("endpoint-regenerate-failure", 6),
          Map.entry("endpoint-created", 7),
          Map.entry("endpoint-deleted", 8),
          Map.entry("ipcache-upserted", 9),
          Map.entry("ipcache-deleted", 10));

  private static final String SUB_TYPES =
      Arrays.stream(ObservationPoint.values()).map(ObservationPoint::text).collect(joining(", "))
          + " for trace, a name such as policy-updated for agent, a number for all others";

  private EventTypeArgument() {}

  static EventTypeFilter parse(String text) {
    int colon = text.indexOf(':');
    String name = colon < 0 ? text : text.substring(0, colon);
    Integer known = EventType.number(name);
    EventTypeFilter.Builder filter =
        EventTypeFilter.newBuilder().setType(known == null ? number(text, name) : known);
    if (colon >= 0) {
      String subType = text.substring(colon + 1);
      filter.setMatchSubType(true).setSubType(subType(filter.getType(), text, subType));
    }
    return filter.build();
  }

  private static int subType(int type, String whole, String text) {
    if (type == EventType.TRACE) {
      for (ObservationPoint point : ObservationPoint.values()) {
        if (point.text().equals(text)) {
          return point.ordinal();
        }
      }
    }
    Integer agentEvent = type == EventType.AGENT ? AGENT_EVENTS.get(text) : null;
    return agentEvent == null ? number(whole, text) : agentEvent;
  }

  /** The name of a type by its number; the number where it has none. */
  static String name(int type) {
    String known = EventType.name(type);
    return known == null ? type == 0 ? "" : Integer.toString(type) : known;
  }

  private static int number(String whole, String text) {
    if (text.matches("[0-9]{1,3}")) {
      return Integer.parseInt(text);
    }
    throw new CommandFailure(
        "--type: \""
            + whole
            + "\" is no event type: give one of "
            + String.join(", ", EventType.names())
            + " or a number; behind a colon "
            + SUB_TYPES);
  }
}
