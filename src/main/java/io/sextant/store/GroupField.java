package io.sextant.store;

import io.sextant.flow.DropReason;
import io.sextant.flow.Endpoint;
import io.sextant.flow.Flow;
import io.sextant.flow.IpAddress;
import io.sextant.flow.L7;
import io.sextant.flow.Orientation;
import io.sextant.flow.PolicyAttribution;
import io.sextant.flow.Reply;
import io.sextant.flow.Service;
import io.sextant.flow.TrafficDirection;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What flows can be grouped by. A flow that has no such thing is in the group of the empty text.
 * Names with a side are those that the query language has, so that a group can be searched for.
 */
public enum GroupField {
  VERDICT("verdict", "what became of it, such as FORWARDED", flow -> flow.verdict().name()),
  DROP_REASON("drop-reason", "why it was dropped, such as POLICY_DENIED", GroupField::reason),
  DIRECTION("direction", "ingress or egress, seen from the pod", GroupField::direction),
  TYPE("type", "what kind of event told of it, such as L3_L4", flow -> flow.type().name()),
  REPLY("reply", "true for answers, false for requests", GroupField::reply),
  PROTOCOL("protocol", "TCP, UDP and so on", flow -> flow.protocol().text()),
  SOURCE_NAMESPACE("source.namespace", "of the pod", flow -> flow.source().namespace()),
  SOURCE_POD("source.pod", "namespace and name", flow -> pod(flow.source())),
  SOURCE_WORKLOAD(
      "source.workload",
      "namespace and name of what the pod belongs to",
      f -> workload(f.source())),
  SOURCE_IDENTITY("source.identity", "number of the identity", f -> identity(f.source())),
  SOURCE_SERVICE(
      "source.service", "service whose address it is", flow -> service(flow.sourceService())),
  SOURCE_IP("source.ip", "address", flow -> ip(flow.sourceAddress())),
  SOURCE_PORT("source.port", "port number", flow -> port(flow, flow.sourcePort())),
  SOURCE_DNS("source.dns", "name that the address was looked up by", f -> first(f.sourceNames())),
  DESTINATION_NAMESPACE(
      "destination.namespace", "of the pod", flow -> flow.destination().namespace()),
  DESTINATION_POD("destination.pod", "namespace and name", flow -> pod(flow.destination())),
  DESTINATION_WORKLOAD(
      "destination.workload",
      "namespace and name of what the pod belongs to",
      flow -> workload(flow.destination())),
  DESTINATION_IDENTITY(
      "destination.identity", "number of the identity", flow -> identity(flow.destination())),
  DESTINATION_SERVICE(
      "destination.service",
      "service whose address it is",
      flow -> service(flow.destinationService())),
  DESTINATION_IP("destination.ip", "address", flow -> ip(flow.destinationAddress())),
  DESTINATION_PORT("destination.port", "port number", flow -> port(flow, flow.destinationPort())),
  DESTINATION_DNS(
      "destination.dns",
      "name that the address was looked up by",
      flow -> first(flow.destinationNames())),
  SERVER_PORT(
      "server.port",
      "port of the side that answers",
      flow -> port(flow, Orientation.serverPort(flow))),
  NODE("node", "machine that it was seen on", flow -> flow.node().name()),
  POLICY("policy", "policies that decided, as namespace/name", GroupField::policies),
  STATUS("status", "HTTP status", GroupField::status),
  METHOD("method", "HTTP method", GroupField::method),
  DNS_QUERY("dns-query", "name that was asked for", GroupField::dnsQuery);

  private static final List<GroupField> ALL = List.of(values());

  private final String text;
  private final String help;
  private final Function<Flow, String> value;

  GroupField(String text, String help, Function<Flow, String> value) {
    this.text = text;
    this.help = help;
    this.value = value;
  }

  /** As requests name it. */
  public String text() {
    return text;
  }

  /** What it is, for people. */
  public String help() {
    return help;
  }

  /** The group that a flow belongs to. */
  public String of(Flow flow) {
    return value.apply(flow);
  }

  /** The field of a name, or null. */
  public static @Nullable GroupField named(String text) {
    for (GroupField field : ALL) {
      if (field.text.equals(text)) {
        return field;
      }
    }
    return null;
  }

  /** All names, for messages. */
  public static String names() {
    return ALL.stream().map(GroupField::text).collect(Collectors.joining(", "));
  }

  private static String reason(Flow flow) {
    return flow.dropReason() == 0 ? "" : DropReason.name(flow.dropReason());
  }

  private static String direction(Flow flow) {
    return flow.direction() == TrafficDirection.TRAFFIC_DIRECTION_UNKNOWN
        ? ""
        : flow.direction().name().toLowerCase(Locale.ROOT);
  }

  private static String reply(Flow flow) {
    return flow.reply() == Reply.UNKNOWN ? "" : Boolean.toString(flow.reply() == Reply.YES);
  }

  private static String pod(Endpoint endpoint) {
    return endpoint.podName().isEmpty() ? "" : inNamespace(endpoint, endpoint.podName());
  }

  private static String workload(Endpoint endpoint) {
    return endpoint.workloads().isEmpty()
        ? ""
        : inNamespace(endpoint, endpoint.workloads().getFirst().name());
  }

  private static String inNamespace(Endpoint endpoint, String name) {
    return endpoint.namespace().isEmpty() ? name : endpoint.namespace() + "/" + name;
  }

  private static String identity(Endpoint endpoint) {
    return Integer.toUnsignedString(endpoint.identity());
  }

  private static String service(@Nullable Service service) {
    return service == null ? "" : service.namespace() + "/" + service.name();
  }

  private static String ip(@Nullable IpAddress address) {
    return address == null ? "" : address.toString();
  }

  private static String port(Flow flow, int port) {
    return flow.protocol().hasPorts() ? Integer.toString(port) : "";
  }

  private static String first(List<String> names) {
    return names.isEmpty() ? "" : names.getFirst();
  }

  private static String policies(Flow flow) {
    PolicyAttribution attribution = flow.policies();
    if (attribution == null) {
      return "";
    }
    return String.join(", ", attribution.policyNames());
  }

  private static L7.@Nullable Http http(Flow flow) {
    L7 l7 = flow.extras().l7();
    return l7 != null && l7.message() instanceof L7.Http http ? http : null;
  }

  private static String status(Flow flow) {
    L7.Http http = http(flow);
    return http == null || http.code() == 0 ? "" : Integer.toString(http.code());
  }

  private static String method(Flow flow) {
    L7.Http http = http(flow);
    return http == null ? "" : http.method();
  }

  private static String dnsQuery(Flow flow) {
    L7 l7 = flow.extras().l7();
    return l7 != null && l7.message() instanceof L7.Dns dns ? dns.query() : "";
  }
}
