package io.sextant.cli;

import io.sextant.flow.EventType;
import io.sextant.flow.ObservationPoint;
import io.sextant.proto.flow.EventTypeFilter;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** An event type on the command line: {@code trace}, {@code trace:to-endpoint}, {@code 4:0}. */
final class EventTypeArgument {
  private static final Map<String, Integer> TYPES =
      new TreeMap<>(
          Map.of(
              "drop", EventType.DROP,
              "debug", EventType.DEBUG,
              "capture", EventType.CAPTURE,
              "trace", EventType.TRACE,
              "policy-verdict", EventType.POLICY_VERDICT,
              "trace-sock", EventType.TRACE_SOCK,
              "l7", EventType.L7,
              "agent", EventType.AGENT));

  private EventTypeArgument() {}

  /** All that have one. */
  static Set<String> names() {
    return TYPES.keySet();
  }

  static EventTypeFilter parse(String text) {
    int colon = text.indexOf(':');
    String name = colon < 0 ? text : text.substring(0, colon);
    Integer known = TYPES.get(name);
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
    return number(whole, text);
  }

  private static int number(String whole, String text) {
    if (text.matches("[0-9]{1,3}")) {
      return Integer.parseInt(text);
    }
    throw new CommandFailure(
        "--type: \""
            + whole
            + "\" is no event type: give one of "
            + String.join(", ", TYPES.keySet())
            + " or a number, for trace with a point such as trace:"
            + Arrays.stream(ObservationPoint.values()).findFirst().orElseThrow().text());
  }
}
