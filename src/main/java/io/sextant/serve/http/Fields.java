package io.sextant.serve.http;

import io.sextant.filter.Addresses;
import io.sextant.filter.InvalidFilterException;
import io.sextant.filter.Pods;
import io.sextant.filter.Side;
import io.sextant.flow.DropReason;
import io.sextant.flow.Endpoint;
import io.sextant.flow.Flow;
import io.sextant.flow.L4Protocol;
import io.sextant.flow.Orientation;
import io.sextant.flow.Reply;
import io.sextant.flow.TrafficDirection;
import io.sextant.flow.Verdict;
import io.sextant.flow.Workload;
import io.sextant.servicemap.NodeName;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All criteria of requests. What concerns endpoints holds for either side, unless it says which.
 */
final class Fields {
  private static final int MOST_PORT = 65_535;

  static final List<Field> ALL =
      List.of(
          new Field("namespace", "a namespace", Fields::namespace),
          new Field("workload", "a workload, as cart or shop/cart", Fields::workload),
          new Field("pod", "a pod or its beginning, as cart- or shop/cart-", Fields::pod),
          new Field("endpoint", "a node of the map, as shop/cart or reserved:world", Fields::node),
          new Field("from", "the client's node of the map, as shop/web", Fields::from),
          new Field("to", "the server's node of the map, as shop/cart", Fields::to),
          new Field("ip", "an address or prefix, as 10.0.0.1 or 10.0.0.0/8", Fields::ip),
          new Field("port", "a number from 0 to 65535", Fields::port),
          new Field("protocol", names(L4Protocol.values()), Fields::protocol),
          new Field("verdict", names(Verdict.values()), Fields::verdict),
          new Field("direction", "ingress, egress, unknown", Fields::direction),
          new Field("type", "an event type or observation point, as drop", Fields::type),
          new Field("reply", "true or false", Fields::reply),
          new Field("reason", "a drop reason or a part of it", Fields::reason),
          new Field("identity", "a number", Fields::identity),
          new Field("node", "a node's name", v -> flow -> flow.node().name().equals(v)),
          new Field("text", "a part of a name, address or summary", SearchText::contains));

  private Fields() {}

  private static Predicate<Flow> either(Predicate<Endpoint> test) {
    return flow -> test.test(flow.source()) || test.test(flow.destination());
  }

  private static Predicate<Flow> namespace(String value) {
    return either(endpoint -> endpoint.namespace().equals(value));
  }

  private static Predicate<Flow> workload(String value) {
    int slash = value.indexOf('/');
    String namespace = slash < 0 ? "" : value.substring(0, slash);
    String name = value.substring(slash + 1);
    return either(endpoint ->
        (slash < 0 || endpoint.namespace().equals(namespace))
            && endpoint.workloads().stream().map(Workload::name).anyMatch(name::equals));
  }

  private static Predicate<Flow> pod(String value) {
    List<String> names = List.of(value.contains("/") ? value : "/" + value);
    Pods source = Pods.parse(Side.SOURCE, names);
    Pods destination = Pods.parse(Side.DESTINATION, names);
    return flow -> source.test(flow) || destination.test(flow);
  }

  private static Predicate<Flow> node(String value) {
    return flow -> source(flow).equals(value) || destination(flow).equals(value);
  }

  private static Predicate<Flow> from(String value) {
    return flow -> (Orientation.isAnswer(flow) ? destination(flow) : source(flow)).equals(value);
  }

  private static Predicate<Flow> to(String value) {
    return flow -> (Orientation.isAnswer(flow) ? source(flow) : destination(flow)).equals(value);
  }

  private static String source(Flow flow) {
    return NodeName.of(flow.source(), flow.sourceNames()).id();
  }

  private static String destination(Flow flow) {
    return NodeName.of(flow.destination(), flow.destinationNames()).id();
  }

  private static @Nullable Predicate<Flow> ip(String value) {
    try {
      Addresses source = Addresses.parse(Addresses.Which.SOURCE, List.of(value));
      Addresses destination = Addresses.parse(Addresses.Which.DESTINATION, List.of(value));
      return flow -> source.test(flow) || destination.test(flow);
    } catch (InvalidFilterException _) {
      return null;
    }
  }

  private static @Nullable Predicate<Flow> port(String value) {
    long port = number(value);
    return port < 0 || port > MOST_PORT
        ? null
        : flow ->
            flow.protocol().hasPorts()
                && (flow.sourcePort() == port || flow.destinationPort() == port);
  }

  private static @Nullable Predicate<Flow> protocol(String value) {
    L4Protocol protocol = named(L4Protocol.values(), value);
    return protocol == null ? null : flow -> flow.protocol() == protocol;
  }

  private static @Nullable Predicate<Flow> verdict(String value) {
    Verdict verdict = named(Verdict.values(), value);
    return verdict == null ? null : flow -> flow.verdict() == verdict;
  }

  private static @Nullable Predicate<Flow> direction(String value) {
    TrafficDirection direction =
        value.equalsIgnoreCase("unknown")
            ? TrafficDirection.TRAFFIC_DIRECTION_UNKNOWN
            : named(TrafficDirection.values(), value);
    return direction == null ? null : flow -> flow.direction() == direction;
  }

  private static Predicate<Flow> type(String value) {
    return flow -> EventNames.type(flow).equals(value) || EventNames.subtype(flow).equals(value);
  }

  private static @Nullable Predicate<Flow> reply(String value) {
    return switch (value) {
      case "true" -> flow -> flow.reply() == Reply.YES;
      case "false" -> flow -> flow.reply() == Reply.NO;
      default -> null;
    };
  }

  private static Predicate<Flow> reason(String value) {
    String part = value.toLowerCase(Locale.ROOT).replace(' ', '_');
    return flow ->
        flow.dropReason() != 0
            && DropReason.name(flow.dropReason()).toLowerCase(Locale.ROOT).contains(part);
  }

  private static @Nullable Predicate<Flow> identity(String value) {
    long identity = number(value);
    return identity < 0 || identity > 0xffff_ffffL
        ? null
        : either(endpoint -> endpoint.identity() == (int) identity);
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
