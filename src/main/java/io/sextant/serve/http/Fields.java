package io.sextant.serve.http;

import io.sextant.filter.Addresses;
import io.sextant.filter.Condition;
import io.sextant.filter.Contains;
import io.sextant.filter.Directions;
import io.sextant.filter.DropReasons;
import io.sextant.filter.EventTypes;
import io.sextant.filter.Expressions;
import io.sextant.filter.Identities;
import io.sextant.filter.InvalidFilterException;
import io.sextant.filter.Named;
import io.sextant.filter.Named.What;
import io.sextant.filter.Pods;
import io.sextant.filter.Ports;
import io.sextant.filter.Protocols;
import io.sextant.filter.Range;
import io.sextant.filter.Replies;
import io.sextant.filter.Side;
import io.sextant.filter.Verdicts;
import io.sextant.filter.Wildcard;
import io.sextant.flow.DropReason;
import io.sextant.flow.EventType;
import io.sextant.flow.Flow;
import io.sextant.flow.L4Protocol;
import io.sextant.flow.TrafficDirection;
import io.sextant.flow.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All criteria of requests, as conditions that a store may look into. What concerns endpoints holds
 * for either side, unless it says which.
 */
final class Fields {
  private static final int MOST_PORT = 65_535;
  private static final int REASONS = 256;
  private static final int TYPES = 256;
  private static final int NO_TYPE = 0;

  static final List<Field> ALL =
      List.of(
          new Field("namespace", "a namespace", Fields::namespace),
          new Field("workload", "a workload, as cart or shop/cart", Fields::workload),
          new Field("pod", "a pod or its beginning, as cart- or shop/cart-", Fields::pod),
          new Field("endpoint", "a node of the map, as shop/cart or reserved:world", MapNode::any),
          new Field("from", "the client's node of the map, as shop/web", MapNode::client),
          new Field("to", "the server's node of the map, as shop/cart", MapNode::server),
          new Field("ip", "an address or prefix, as 10.0.0.1 or 10.0.0.0/8", Fields::ip),
          new Field("port", "a number from 0 to 65535", Fields::port),
          new Field("protocol", names(L4Protocol.values()), Fields::protocol),
          new Field("verdict", names(Verdict.values()), Fields::verdict),
          new Field("direction", "ingress, egress, unknown", Fields::direction),
          new Field("type", "an event type or observation point, as drop", Fields::type),
          new Field("reply", "true or false", Fields::reply),
          new Field("reason", "a drop reason or a part of it", Fields::reason),
          new Field("identity", "a number", Fields::identity),
          new Field("node", "a node's name", Fields::node),
          new Field("text", "a part of a name, address or summary", Fields::text));

  private Fields() {}

  static Condition either(Function<Side, Condition> on) {
    return Condition.any(List.of(on.apply(Side.SOURCE), on.apply(Side.DESTINATION)));
  }

  private static What of(Side side, What source, What destination) {
    return side == Side.SOURCE ? source : destination;
  }

  /** Flows of a side whose endpoint is in a namespace. */
  static Condition namespace(Side side, String value) {
    What what = of(side, What.SOURCE_NAMESPACE, What.DESTINATION_NAMESPACE);
    return new Named(what, null, Wildcard.literal(value));
  }

  private static Condition namespace(String value) {
    return either(side -> namespace(side, value));
  }

  private static Condition workload(String value) {
    int slash = value.indexOf('/');
    Wildcard namespace = slash < 0 ? null : Wildcard.literal(value.substring(0, slash));
    Wildcard name = Wildcard.literal(value.substring(slash + 1));
    return either(side ->
        new Named(of(side, What.SOURCE_WORKLOAD, What.DESTINATION_WORKLOAD), namespace, name));
  }

  private static Condition pod(String value) {
    List<String> names = List.of(value.contains("/") ? value : "/" + value);
    return either(side -> Pods.parse(side, names));
  }

  private static @Nullable Condition ip(String value) {
    try {
      return Condition.any(
          List.of(
              Addresses.parse(Addresses.Which.SOURCE, List.of(value)),
              Addresses.parse(Addresses.Which.DESTINATION, List.of(value))));
    } catch (InvalidFilterException _) {
      return null;
    }
  }

  private static @Nullable Condition port(String value) {
    long port = number(value);
    return port < 0 || port > MOST_PORT
        ? null
        : either(side -> new Ports(side, Set.of((int) port)));
  }

  private static @Nullable Condition protocol(String value) {
    L4Protocol protocol = named(L4Protocol.values(), value);
    if (protocol == null) {
      return null;
    }
    return protocol == L4Protocol.NONE
        ? new Condition.Not(
            Protocols.parse(
                Stream.of(L4Protocol.values())
                    .filter(other -> other != L4Protocol.NONE)
                    .map(Enum::name)
                    .toList()))
        : Protocols.parse(List.of(protocol.name()));
  }

  private static @Nullable Condition verdict(String value) {
    Verdict verdict = named(Verdict.values(), value);
    return verdict == null ? null : Verdicts.of(List.of(verdict.number()));
  }

  private static @Nullable Condition direction(String value) {
    TrafficDirection direction =
        value.equalsIgnoreCase("unknown")
            ? TrafficDirection.TRAFFIC_DIRECTION_UNKNOWN
            : named(TrafficDirection.values(), value);
    return direction == null ? null : Directions.of(List.of(direction.ordinal()));
  }

  /** By the names of {@link EventNames}. */
  private static Condition type(String value) {
    List<EventTypes.Match> matches = new ArrayList<>();
    for (int type = 0; type < TYPES; type++) {
      if (type != NO_TYPE && EventNames.type(type).equals(value)) {
        matches.add(new EventTypes.Match(type, EventTypes.Match.ANY));
      }
      if (EventNames.point(type).equals(value)) {
        matches.add(new EventTypes.Match(EventType.TRACE, type));
      }
    }
    List<Condition> any = new ArrayList<>(List.of(new EventTypes(matches)));
    if (EventNames.type(NO_TYPE).equals(value)) {
      any.add(withoutType());
    }
    for (int match = 0; match < TYPES; match++) {
      if (EventNames.match(match).equals(value)) {
        any.add(new Range(Range.Quantity.POLICY_MATCH, match, match));
      }
    }
    return Condition.any(any);
  }

  /** In a match it stands for any type. */
  private static Condition withoutType() {
    return new Condition.Not(
        new EventTypes(
            IntStream.range(1, TYPES)
                .mapToObj(type -> new EventTypes.Match(type, EventTypes.Match.ANY))
                .toList()));
  }

  private static @Nullable Condition reply(String value) {
    return switch (value) {
      case "true" -> new Replies(Set.of(true));
      case "false" -> new Replies(Set.of(false));
      default -> null;
    };
  }

  private static Condition reason(String value) {
    String part = value.toLowerCase(Locale.ROOT).replace(' ', '_');
    return new DropReasons(
        IntStream.range(1, REASONS)
            .filter(reason -> DropReason.name(reason).toLowerCase(Locale.ROOT).contains(part))
            .boxed()
            .collect(Collectors.toSet()));
  }

  private static @Nullable Condition identity(String value) {
    long identity = number(value);
    return identity < 0 || identity > 0xffff_ffffL
        ? null
        : either(side -> new Identities(side, Set.of((int) identity)));
  }

  private static Condition node(String value) {
    int slash = value.indexOf('/');
    return new Named(
        What.NODE,
        slash < 0 ? null : Wildcard.literal(value.substring(0, slash)),
        Wildcard.literal(value.substring(slash + 1)));
  }

  private static Condition text(String value) {
    List<Condition> places = new ArrayList<>();
    for (Contains.Where where : Contains.Where.values()) {
      places.add(new Contains(where, value));
    }
    // Messages of applications have a summary too, which is in no column.
    places.add(
        Condition.all(
            List.of(
                new EventTypes(List.of(new EventTypes.Match(EventType.L7, EventTypes.Match.ANY))),
                new Expressions(event -> event instanceof Flow flow && says(flow, value)))));
    return Condition.any(places);
  }

  private static boolean says(Flow flow, String part) {
    String summary = flow.summary();
    return IntStream.rangeClosed(0, summary.length() - part.length())
        .anyMatch(at -> summary.regionMatches(true, at, part, 0, part.length()));
  }

  /** A number without sign, or -1. */
  static long number(String text) {
    return text.matches("\\d{1,18}") ? Long.parseLong(text) : -1;
  }

  private static <E extends Enum<E>> @Nullable E named(E[] values, String name) {
    return Stream.of(values).filter(v -> v.name().equalsIgnoreCase(name)).findFirst().orElse(null);
  }

  private static String names(Enum<?>[] values) {
    return "one of " + String.join(", ", Stream.of(values).map(Enum::name).toList());
  }
}
