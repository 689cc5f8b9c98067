package io.sextant.cli;

import static io.sextant.cli.FilterValues.header;
import static io.sextant.cli.FilterValues.ipVersion;
import static io.sextant.cli.FilterValues.tcpFlags;
import static io.sextant.cli.FilterValues.workload;

import io.sextant.proto.flow.DropReason;
import io.sextant.proto.flow.FlowFilter;
import io.sextant.proto.flow.IPVersion;
import io.sextant.proto.flow.NetworkInterface;
import io.sextant.proto.flow.TrafficDirection;
import io.sextant.proto.flow.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/** All flags that filter, as {@code hubble observe} has them. */
final class FilterFlags {
  static final List<FilterFlag> ALL = all();

  private FilterFlags() {}

  private static List<FilterFlag> all() {
    List<FilterFlag> flags = new ArrayList<>();
    addNames(flags);
    addNetwork(flags);
    addKinds(flags);
    addApplications(flags);
    return List.copyOf(flags);
  }

  private static void addNames(List<FilterFlag> flags) {
    sides(
        flags,
        List.of("--pod"),
        "[NS/]POD",
        "pod whose name begins so",
        (f, v) -> f.source.pods.add(v),
        (f, v) -> f.destination.pods.add(v));
    sides(
        flags,
        List.of("--service"),
        "[NS/]SERVICE",
        "service whose name begins so",
        (f, v) -> f.source.services.add(v),
        (f, v) -> f.destination.services.add(v));
    sides(
        flags,
        List.of("-n", "--namespace"),
        "NAMESPACE",
        "namespace",
        (f, v) -> f.source.namespaces.add(v),
        (f, v) -> f.destination.namespaces.add(v));
    sides(
        flags,
        List.of("-A", "--all-namespaces"),
        "",
        "all namespaces",
        (f, _) -> f.source.namespaces.add(""),
        (f, _) -> f.destination.namespaces.add(""));
    sides(
        flags,
        List.of("--workload"),
        "[KIND/]NAME",
        "workload",
        (f, v) -> f.fields.addSourceWorkload(workload(v)),
        (f, v) -> f.fields.addDestinationWorkload(workload(v)));
    sides(
        flags,
        List.of("-l", "--label"),
        "SELECTOR",
        "labels, such as app=shop",
        (f, v) -> f.fields.addSourceLabel(v),
        (f, v) -> f.fields.addDestinationLabel(v));
    BiConsumer<FlowFilter.Builder, Integer> source = FlowFilter.Builder::addSourceIdentity;
    BiConsumer<FlowFilter.Builder, Integer> destination =
        FlowFilter.Builder::addDestinationIdentity;
    flags.add(identity("--identity", "from or to", source, destination));
    flags.add(identity("--from-identity", "from", source, source));
    flags.add(identity("--to-identity", "to", destination, destination));
    sides(
        flags,
        List.of("--fqdn"),
        "PATTERN",
        "DNS name, with * for any part",
        (f, v) -> f.fields.addSourceFqdn(v),
        (f, v) -> f.fields.addDestinationFqdn(v));
    sides(
        flags,
        List.of("--cluster"),
        "CLUSTER",
        "cluster",
        (f, v) -> f.fields.addSourceClusterName(v),
        (f, v) -> f.fields.addDestinationClusterName(v));
    both(
        flags,
        "--node-name",
        "[CLUSTER/]NODE",
        "Flows seen on a node, with * for any part.",
        (f, v) -> f.fields.addNodeName(v));
    both(
        flags,
        "--node-label",
        "SELECTOR",
        "Flows seen on a node with labels.",
        (f, v) -> f.fields.addNodeLabels(v));
  }

  private static void addNetwork(List<FilterFlag> flags) {
    sides(
        flags,
        List.of("--ip"),
        "ADDRESS",
        "IP address or range",
        (f, v) -> f.fields.addSourceIp(v),
        (f, v) -> f.fields.addDestinationIp(v));
    sides(
        flags,
        List.of("--port"),
        "PORT",
        "port",
        (f, v) -> f.fields.addSourcePort(v),
        (f, v) -> f.fields.addDestinationPort(v));
    both(
        flags,
        "--snat-ip",
        "ADDRESS",
        "Flows whose source became this address or range.",
        (f, v) -> f.fields.addSourceIpXlated(v));
    both(
        flags,
        "--ip-version",
        "VERSION",
        "Flows of IP version 4, 6 or none.",
        (f, v) -> f.fields.addIpVersion(ipVersion(v)));
    flag(
        flags,
        List.of("-4", "--ipv4"),
        "Flows of IPv4.",
        (f, _) -> f.fields.addIpVersion(IPVersion.IPv4));
    flag(
        flags,
        List.of("-6", "--ipv6"),
        "Flows of IPv6.",
        (f, _) -> f.fields.addIpVersion(IPVersion.IPv6));
    both(
        flags,
        "--protocol",
        "PROTOCOL",
        "Flows of a protocol: tcp, udp, sctp, icmp, dns, http, …",
        (f, v) -> f.fields.addProtocol(v));
    both(
        flags,
        "--tcp-flags",
        "FLAGS",
        "Flows with TCP flags that are all set: SYN,ACK.",
        (f, v) -> f.fields.addTcpFlags(tcpFlags(v)));
    both(
        flags,
        "--interface",
        "NAME",
        "Flows at a network device.",
        (f, v) -> f.fields.addInterface(NetworkInterface.newBuilder().setName(v)));
    flag(
        flags,
        List.of("--encrypted"),
        "Flows that are encrypted between nodes.",
        (f, _) -> f.fields.addEncrypted(true));
    flag(
        flags,
        List.of("--unencrypted"),
        "Flows that are not.",
        (f, _) -> f.fields.addEncrypted(false));
    both(
        flags,
        "--ip-trace-id",
        "ID",
        "Flows with an id in an IP option.",
        (f, v) -> f.fields.addIpTraceId(FilterValues.ipTraceId(v)));
  }

  private static void addKinds(List<FilterFlag> flags) {
    both(
        flags,
        "--verdict",
        "VERDICT",
        "Flows with a verdict: FORWARDED, DROPPED, AUDIT, REDIRECTED, …",
        (f, v) -> f.fields.addVerdict(FilterValues.oneOf(Verdict.class, "--verdict", v)));
    both(
        flags,
        "--drop-reason-desc",
        "REASON",
        "Flows dropped for a reason, such as POLICY_DENIED.",
        (f, v) ->
            f.fields.addDropReasonDesc(
                FilterValues.oneOf(DropReason.class, "--drop-reason-desc", v)));
    both(
        flags,
        "--traffic-direction",
        "DIRECTION",
        "Flows into (ingress) or out of (egress) a local endpoint.",
        (f, v) ->
            f.fields.addTrafficDirection(
                FilterValues.oneOf(TrafficDirection.class, "--traffic-direction", v)));
    FilterFlag.Setter type = (f, v) -> f.fields.addEventType(EventTypeArgument.parse(v));
    flags.add(
        new FilterFlag(
            List.of("-t", "--type"),
            "TYPE[:SUBTYPE]",
            "Flows of an event type: trace, drop, policy-verdict, l7, …",
            type,
            type));
    flag(flags, List.of("--reply"), "Replies.", (f, _) -> f.fields.addReply(true));
    flag(
        flags,
        List.of("--not-reply"),
        "Flows that are known to be no replies.",
        (f, _) -> f.fields.addReply(false));
    both(flags, "--uuid", "UUID", "The flow with this UUID.", (f, v) -> f.fields.addUuid(v));
    both(
        flags,
        "--cel-expression",
        "EXPRESSION",
        "Flows that a CEL expression over _flow holds for.",
        (f, v) -> f.fields.getExperimentalBuilder().addCelExpression(v));
  }

  private static void addApplications(List<FilterFlag> flags) {
    both(
        flags,
        "--http-status",
        "STATUS",
        "HTTP responses with a status: 404, 40+, 4+.",
        (f, v) -> f.fields.addHttpStatusCode(v));
    both(
        flags,
        "--http-method",
        "METHOD",
        "HTTP flows with a method.",
        (f, v) -> f.fields.addHttpMethod(v));
    both(
        flags,
        "--http-path",
        "REGEX",
        "HTTP flows whose path matches.",
        (f, v) -> f.fields.addHttpPath(v));
    both(
        flags,
        "--http-url",
        "REGEX",
        "HTTP flows whose URL matches.",
        (f, v) -> f.fields.addHttpUrl(v));
    both(
        flags,
        "--http-header",
        "NAME:VALUE",
        "HTTP flows with a header.",
        (f, v) -> f.fields.addHttpHeader(header(v)));
    both(
        flags,
        "--dns-query",
        "REGEX",
        "DNS flows whose query matches.",
        (f, v) -> f.fields.addDnsQuery(v));
    both(flags, "--trace-id", "ID", "Flows with a W3C trace id.", (f, v) -> f.fields.addTraceId(v));
  }

  /** Three flags: for either side, for the source, for the destination. */
  private static void sides(
      List<FilterFlag> flags,
      List<String> names,
      String parameter,
      String what,
      FilterFlag.Setter source,
      FilterFlag.Setter destination) {
    String name = names.getLast().substring(2);
    flags.add(
        new FilterFlag(names, parameter, "Flows from or to: " + what + ".", source, destination));
    flags.add(
        new FilterFlag(
            List.of("--from-" + name), parameter, "Flows from: " + what + ".", source, source));
    flags.add(
        new FilterFlag(
            List.of("--to-" + name),
            parameter,
            "Flows to: " + what + ".",
            destination,
            destination));
  }

  private static FilterFlag identity(
      String name,
      String sides,
      BiConsumer<FlowFilter.Builder, Integer> left,
      BiConsumer<FlowFilter.Builder, Integer> right) {
    return new FilterFlag(
        List.of(name),
        "IDENTITY",
        "Flows " + sides + ": security identity, a number or a reserved name.",
        (f, v) -> left.accept(f.fields, FilterValues.identity(name, v)),
        (f, v) -> right.accept(f.fields, FilterValues.identity(name, v)));
  }

  private static void both(
      List<FilterFlag> flags,
      String name,
      String parameter,
      String help,
      FilterFlag.Setter setter) {
    flags.add(new FilterFlag(List.of(name), parameter, help, setter, setter));
  }

  private static void flag(
      List<FilterFlag> flags, List<String> names, String help, FilterFlag.Setter setter) {
    flags.add(new FilterFlag(names, "", help, setter, setter));
  }
}
