package io.sextant.query;

import io.sextant.filter.Condition;
import io.sextant.filter.Directions;
import io.sextant.filter.DropReasons;
import io.sextant.filter.EventTypes;
import io.sextant.filter.EventTypes.Match;
import io.sextant.filter.Range;
import io.sextant.filter.Range.Quantity;
import io.sextant.filter.Replies;
import io.sextant.filter.TraceIds;
import io.sextant.filter.Uuids;
import io.sextant.filter.Verdicts;
import io.sextant.flow.EventType;
import io.sextant.flow.ObservationPoint;
import io.sextant.flow.PolicyMatch;
import io.sextant.flow.TrafficDirection;
import io.sextant.flow.Verdict;
import io.sextant.query.QueryField.Whole;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Fields about what became of a packet, and which event tells so. */
final class KindFields {
  private static final String UNKNOWN = "unknown";

  static final List<QueryField> ALL =
      List.of(
          field(
              "verdict",
              "one of " + names(Verdict.values()),
              "verdict:DROPPED,AUDIT",
              list(Verdict.values()),
              KindFields::verdict),
          new QueryField(
              "reason",
              List.of("drop-reason"),
              "a drop reason: its name, its number, or a part of the name",
              List.of("reason:POLICY_DENIED", "reason:133"),
              ReasonNames.ALL,
              new Whole(true, KindFields::reason)),
          field(
              "direction",
              "one of ingress, egress, unknown",
              "direction:ingress",
              List.of("ingress", "egress", UNKNOWN),
              KindFields::direction),
          field(
              "type",
              "an event type, an observation point, or how a policy matched",
              "type:policy-verdict",
              types(),
              KindFields::type),
          field(
              "reply", "true or false", "reply:false", List.of("true", "false"), KindFields::reply),
          field(
              "uuid",
              "a flow's UUID",
              "uuid:188af7a9-5b2c-8d15-9f3e-2f0c7d1a6b44",
              List.of(),
              KindFields::uuid),
          field(
              "trace",
              "a W3C trace id of 32 hexadecimal digits",
              "trace:4bf92f3577b34da6a3ce929d0e0e4736",
              List.of(),
              KindFields::trace),
          field(
              "time",
              "times such as >=2026-01-15T10:00:00Z, 2026-01-15T10:00..2026-01-15T11:30, or a day",
              "time:>=2026-01-15T10:00:00Z",
              List.of(),
              KindFields::time));

  private KindFields() {}

  private static QueryField field(
      String name, String takes, String example, List<String> values, Whole.OfFlow reader) {
    return new QueryField(
        name, List.of(), takes, List.of(example), values, new Whole(true, reader));
  }

  private static Condition verdict(Value value) {
    Verdict verdict = named(Verdict.values(), value.text());
    if (value.text().equalsIgnoreCase(UNKNOWN)) {
      verdict = Verdict.VERDICT_UNKNOWN;
    }
    if (verdict == null) {
      throw new BadValue();
    }
    return Verdicts.of(List.of(verdict.number()));
  }

  private static Condition reason(Value value) {
    Set<Integer> numbers = ReasonNames.numbers(value);
    if (numbers.isEmpty()) {
      throw new BadValue("a drop reason such as POLICY_DENIED or 133");
    }
    return new DropReasons(numbers);
  }

  private static Condition direction(Value value) {
    TrafficDirection direction =
        value.text().equalsIgnoreCase(UNKNOWN)
            ? TrafficDirection.TRAFFIC_DIRECTION_UNKNOWN
            : named(TrafficDirection.values(), value.text());
    if (direction == null) {
      throw new BadValue();
    }
    return Directions.of(List.of(direction.ordinal()));
  }

  private static Condition type(Value value) {
    String text = value.text().toLowerCase(Locale.ROOT);
    int colon = text.indexOf(':');
    String name = colon < 0 ? text : text.substring(0, colon);
    String sub = colon < 0 ? "" : text.substring(colon + 1);
    PolicyMatch match = match(text);
    if (match != null) {
      return new Range(Quantity.POLICY_MATCH, match.ordinal(), match.ordinal());
    }
    ObservationPoint point = point(colon < 0 ? text : sub);
    if (point != null && (colon < 0 || name.equals("trace"))) {
      return new EventTypes(List.of(new Match(EventType.TRACE, point.ordinal())));
    }
    Integer known = EventType.number(name);
    if (known == null && !name.matches("[1-9][0-9]{0,2}")) {
      throw new BadValue("an event type such as drop, trace, policy-verdict or to-endpoint");
    }
    long number = known == null ? Long.parseLong(name) : known;
    long subType = colon < 0 ? Match.ANY : NetworkFields.number(sub, 255);
    return new EventTypes(List.of(new Match((int) number, subType)));
  }

  private static Condition reply(Value value) {
    return switch (value.text().toLowerCase(Locale.ROOT)) {
      case "true", "yes" -> new Replies(Set.of(true));
      case "false", "no" -> new Replies(Set.of(false));
      default -> throw new BadValue();
    };
  }

  private static Condition uuid(Value value) {
    String text = value.text().toLowerCase(Locale.ROOT);
    Uuids ids = Uuids.parse(List.of(text));
    if (ids.ids().isEmpty()) {
      throw new BadValue("a UUID as flows show it: 8-4-4-4-12 hexadecimal digits");
    }
    return ids;
  }

  private static Condition trace(Value value) {
    String text = value.text().toLowerCase(Locale.ROOT);
    if (!text.matches("[0-9a-f]{32}")) {
      throw new BadValue();
    }
    return new TraceIds(Set.of(text));
  }

  private static Condition time(Value value) {
    Bounds bounds = Times.read(value.text());
    return new Range(Quantity.TIME, bounds.from(), bounds.to());
  }

  private static @Nullable PolicyMatch match(String text) {
    for (PolicyMatch match : PolicyMatch.values()) {
      if (match.text().equalsIgnoreCase(text)) {
        return match;
      }
    }
    return null;
  }

  private static @Nullable ObservationPoint point(String text) {
    for (ObservationPoint point : ObservationPoint.values()) {
      if (point.text().equals(text)) {
        return point;
      }
    }
    return null;
  }

  private static List<String> types() {
    List<String> types = new ArrayList<>(EventType.names());
    Stream.of(ObservationPoint.values()).map(ObservationPoint::text).forEach(types::add);
    Stream.of(PolicyMatch.values()).map(PolicyMatch::text).forEach(types::add);
    return types;
  }

  private static <E extends Enum<E>> @Nullable E named(E[] values, String name) {
    return Stream.of(values).filter(v -> v.name().equalsIgnoreCase(name)).findFirst().orElse(null);
  }

  static List<String> list(Enum<?>[] values) {
    return Stream.of(values).map(Enum::name).toList();
  }

  static String names(Enum<?>[] values) {
    return String.join(", ", list(values));
  }
}
