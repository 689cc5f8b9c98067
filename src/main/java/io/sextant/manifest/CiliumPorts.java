package io.sextant.manifest;

import io.sextant.flow.L4Protocol;
import io.sextant.policy.NamedPort;
import io.sextant.policy.PortRange;
import io.sextant.policy.Ports;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** {@code toPorts} and {@code icmps} of a rule of Cilium. */
final class CiliumPorts {
  private static final int MOST = 40;
  private static final String ALL_PORTS = "0";
  private static final List<L4Protocol> ANY =
      List.of(L4Protocol.TCP, L4Protocol.UDP, L4Protocol.SCTP);

  private final Errors errors;

  CiliumPorts(Errors errors) {
    this.errors = errors;
  }

  /** The ports, or none for all. */
  List<Ports> read(Fields rule) {
    List<List<Ports>> ports = rule.list("toPorts", this::portRule);
    List<List<Ports>> types = rule.list("icmps", this::icmpRule);
    Value icmps = rule.get("icmps");
    if (icmps != null && !types.isEmpty() && !ports.isEmpty()) {
      throw icmps.bad("icmps beside toPorts in one rule: make it a rule of its own");
    }
    return (types.isEmpty() ? ports : types).stream().flatMap(List::stream).toList();
  }

  private List<Ports> portRule(Value value) {
    Fields fields = new Fields(value, errors);
    fields.unsupported("what is inside of a connection is not looked at", "rules", "serverNames");
    fields.unsupported("connections are not taken apart", "terminatingTLS", "originatingTLS");
    fields.unsupported("there is no proxy", "listener");
    List<List<Ports>> ports = some(fields, "ports", this::port);
    fields.done();
    return ports.stream().flatMap(List::stream).toList();
  }

  private List<Ports> icmpRule(Value value) {
    Fields fields = new Fields(value, errors);
    List<Ports> types = some(fields, "fields", this::icmpType);
    fields.done();
    return types;
  }

  /** At least one and not too many. */
  private <T> List<T> some(Fields fields, String name, Function<Value, T> item) {
    Value list = fields.required(name);
    int size = list.items().size();
    if (size == 0 || size > MOST) {
      throw list.bad("%d items: 1 to %d are possible".formatted(size, MOST));
    }
    return fields.list(name, item);
  }

  private List<Ports> port(Value value) {
    Fields fields = new Fields(value, errors);
    Value port = fields.required("port");
    String text = port.name();
    List<L4Protocol> protocols = fields.get("protocol", CiliumPorts::protocols, ANY);
    int before = errors.count();
    int first = isNumber(text) ? number(port, text) : 0;
    Value end = fields.get("endPort");
    fields.done();
    if (errors.count() > before) {
      return List.of();
    }
    if (end != null && first == 0) {
      throw end.bad("endPort needs the number of a port from 1, not " + port.what());
    }
    int last = end == null ? first : PortNumbers.end(end, first);
    return protocols.stream().map(protocol -> ports(port, protocol, first, last)).toList();
  }

  private static Ports ports(Value port, L4Protocol protocol, int first, int last) {
    if (port.text().equals(ALL_PORTS)) {
      return PortRange.all(protocol);
    }
    if (!protocol.hasPorts()) {
      throw port.bad("%s has no ports: write 0, or icmps for a type".formatted(protocol.text()));
    }
    return first == 0
        ? new NamedPort(Naming.port(port).toLowerCase(Locale.ROOT), protocol)
        : new PortRange(protocol, first, last);
  }

  private static boolean isNumber(String text) {
    return text.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private static int number(Value port, String text) {
    if (text.length() > 5
        || Integer.parseInt(text) > PortNumbers.MAX
        || (text.startsWith("0") && text.length() > 1)) {
      throw port.bad(port.what() + ": a name or a number from 0, for all, to 65535 is possible");
    }
    return Integer.parseInt(text);
  }

  private static List<L4Protocol> protocols(Value value) {
    return switch (value.text().isEmpty() ? "ANY" : name(value)) {
      case "ANY" -> ANY;
      case "ICMP" -> List.of(L4Protocol.ICMPv4);
      case "ICMPV6" -> List.of(L4Protocol.ICMPv6);
      case String name -> List.of(L4Protocol.valueOf(name));
    };
  }

  private static String name(Value value) {
    Value upper =
        new Value.Scalar(value.place(), Value.Type.TEXT, value.text().toUpperCase(Locale.ROOT));
    return upper.oneOf("TCP", "UDP", "SCTP", "ANY", "ICMP", "ICMPV6", "VRRP", "IGMP");
  }

  private Ports icmpType(Value value) {
    Fields fields = new Fields(value, errors);
    boolean six =
        fields.get("family", family -> family.oneOf("IPv4", "IPv6"), "IPv4").equals("IPv6");
    int type = IcmpTypes.read(fields.required("type"), six);
    fields.done();
    return new PortRange(six ? L4Protocol.ICMPv6 : L4Protocol.ICMPv4, type, type);
  }
}
