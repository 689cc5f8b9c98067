package io.sextant.query;

import io.sextant.filter.Condition;
import io.sextant.filter.InvalidFilterException;
import io.sextant.filter.Labels;
import io.sextant.filter.Named;
import io.sextant.filter.Named.What;
import io.sextant.filter.Side;
import io.sextant.filter.Wildcard;
import io.sextant.query.QueryField.Sided;
import io.sextant.query.QueryField.Whole;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Fields about who talks. */
final class NameFields {
  static final List<QueryField> ALL =
      List.of(
          field(
              "pod",
              List.of(),
              "a pod or its beginning, with its namespace before a slash or without",
              List.of("pod:shop/cart-*", "source.pod:frontend"),
              new Sided(true, NameFields::pod)),
          field(
              "namespace",
              List.of("ns"),
              "a namespace",
              List.of("namespace:shop", "namespace:team-*"),
              new Sided(true, (side, v) -> named(side, What.SOURCE_NAMESPACE, null, v.exactly()))),
          field(
              "workload",
              List.of(),
              "a workload, with its namespace before a slash or without",
              List.of("workload:shop/cart"),
              new Sided(true, (side, v) -> scoped(side, What.SOURCE_WORKLOAD, v))),
          field(
              "service",
              List.of("svc"),
              "a Service, with its namespace before a slash or without",
              List.of("service:shop/cart"),
              new Sided(true, (side, v) -> scoped(side, What.SOURCE_SERVICE, v))),
          field(
              "label",
              List.of("labels"),
              "a selector of labels as kubectl takes it",
              List.of("label:app=cart,tier!=db", "label:\"app in (cart, web)\""),
              new Sided(false, NameFields::label)),
          field(
              "dns",
              List.of("fqdn"),
              "a DNS name: of an address, or asked of a server",
              List.of("dns:*.example.com"),
              new Sided(true, NameFields::dns)),
          field(
              "endpoint",
              List.of(),
              "whatever the map shows: a workload, pod, reserved identity, DNS name or address",
              List.of("endpoint:shop/cart", "from:reserved:world", "client:shop/web"),
              new Sided(true, EndpointField::read)),
          field(
              "cluster",
              List.of(),
              "a cluster",
              List.of("cluster:west-*"),
              new Sided(true, (side, v) -> named(side, What.SOURCE_CLUSTER, null, v.exactly()))),
          field(
              "node",
              List.of(),
              "a node, with its cluster before a slash or without",
              List.of("node:worker-*"),
              new Whole(true, v -> new Named(What.NODE, scope(v), v.name().loosely()))),
          field(
              "policy",
              List.of(),
              "a policy that decided, with its namespace before a slash or without",
              List.of("policy:shop/allow-web"),
              new Whole(true, v -> new Named(What.POLICY, scope(v), v.name().exactly()))));

  private NameFields() {}

  private static QueryField field(
      String name,
      List<String> aliases,
      String takes,
      List<String> examples,
      QueryField.Meaning meaning) {
    return new QueryField(name, aliases, takes, examples, List.of(), meaning);
  }

  private static Condition pod(Side side, Value value) {
    return named(side, What.SOURCE_POD, scope(value), value.name().beginning());
  }

  /** A name in a namespace. */
  static Condition scoped(Side side, What source, Value value) {
    return named(side, source, scope(value), value.name().exactly());
  }

  static Condition named(Side side, What source, @Nullable Wildcard scope, Wildcard name) {
    return new Named(side == Side.SOURCE ? source : other(source), scope, name);
  }

  /** Of a name's namespace or cluster; null for any. */
  static @Nullable Wildcard scope(Value value) {
    Value scope = value.scope();
    return scope.text().isEmpty() ? null : scope.exactly();
  }

  private static What other(What source) {
    return What.valueOf(source.name().replace("SOURCE", "DESTINATION"));
  }

  private static Condition label(Side side, Value value) {
    Labels.Where where = side == Side.SOURCE ? Labels.Where.SOURCE : Labels.Where.DESTINATION;
    try {
      return Labels.parse(where, List.of(value.text()));
    } catch (InvalidFilterException e) {
      throw new BadValue(
          "a selector of labels such as app=cart,tier!=db or \"app in (cart, web)\"");
    }
  }

  /** The name that was asked for belongs to neither address; it is looked at on both sides. */
  static Condition dns(Side side, Value value) {
    String text = value.text();
    String name =
        text.length() > 1 && text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    Wildcard wanted = new Value(name, value.quoted()).loosely();
    return Condition.any(
        List.of(
            named(side, What.SOURCE_DNS, null, wanted), new Named(What.DNS_QUERY, null, wanted)));
  }
}
