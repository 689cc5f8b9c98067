package io.sextant.cli;

import io.sextant.flow.EventType;
import io.sextant.flow.ObservationPoint;
import io.sextant.flow.TcpFlags;
import io.sextant.proto.flow.Flow;
import io.sextant.proto.flow.IPVersion;
import io.sextant.proto.flow.L7FlowType;
import io.sextant.proto.flow.Layer7;
import io.sextant.proto.flow.Policy;
import io.sextant.proto.flow.TrafficDirection;
import io.sextant.proto.flow.Verdict;
import io.sextant.serve.grpc.FilterReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * All fields to group and sort by. What both ends have comes three times, as the filters do: {@code
 * pod} for either end, {@code from-pod} for the source, {@code to-pod} for the destination.
 */
final class FlowFields {
  private static final String LABEL = "label:";
  private static final Map<String, FlowField> ALL = Collections.unmodifiableMap(read());

  private FlowFields() {}

  /** The field of a name, {@code from-label:app} among them. */
  static FlowField named(String flag, String name) {
    String plain = plain(name);
    FlowField field = ALL.get(plain);
    if (field != null) {
      return field;
    }
    int label = plain.indexOf(LABEL);
    String key = label < 0 ? "" : plain.substring(label + LABEL.length());
    if (!key.isEmpty()) {
      switch (plain.substring(0, label)) {
        case "" -> {
          return label(plain, key, true, null);
        }
        case "from-" -> {
          return label(plain, key, false, End.SOURCE);
        }
        case "to-" -> {
          return label(plain, key, false, End.DESTINATION);
        }
        default -> {}
      }
    }
    throw new CommandFailure(
        flag + ": there is no field \"" + Escape.text(name) + "\": give one of " + names());
  }

  /** By their names; labels have too many. */
  static Map<String, FlowField> all() {
    return ALL;
  }

  /** Those that are read without being told of the ends, and {@code pod} for three. */
  static String names() {
    return ALL.keySet().stream()
            .filter(name -> !name.startsWith("from-") && !name.startsWith("to-"))
            .collect(Collectors.joining(", "))
        + ", label:KEY; and from-… or to-… for one end, such as to-pod";
  }

  private static String plain(String name) {
    String lower = name.strip();
    String kind = lower.toLowerCase(Locale.ROOT);
    if (kind.startsWith("source-")) {
      return "from-" + lower.substring("source-".length());
    }
    if (kind.startsWith("destination-")) {
      return "to-" + lower.substring("destination-".length());
    }
    return kind.contains(LABEL) ? lower : kind;
  }

  private static Map<String, FlowField> read() {
    Map<String, FlowField> all = new LinkedHashMap<>();
    kinds(all);
    names(all);
    network(all);
    applications(all);
    return all;
  }

  private static void kinds(Map<String, FlowField> all) {
    flow(all, "verdict", f -> FlowText.name(f.getVerdict(), f.getVerdictValue()), "verdict");
    flow(all, "drop-reason", FlowFields::dropReason, "drop_reason_desc");
    flow(all, "type", FlowFields::type, "event_type");
    flow(all, "direction", FlowFields::direction, "traffic_direction");
    flow(all, "reply", FlowFields::reply, "is_reply");
    flow(
        all,
        "policy",
        f -> FlowText.deciding(f).stream().map(FlowFields::policy).collect(Collectors.joining(",")),
        "verdict",
        "traffic_direction",
        "egress_allowed_by",
        "ingress_allowed_by",
        "egress_denied_by",
        "ingress_denied_by");
    flow(all, "node", Flow::getNodeName, "node_name");
  }

  private static void names(Map<String, FlowField> all) {
    String[] name = {
      "IP",
      "ethernet",
      "source.namespace",
      "source.pod_name",
      "destination.namespace",
      "destination.pod_name",
      "source_service",
      "destination_service",
      "source_names",
      "destination_names"
    };
    flow(all, "source", End.SOURCE::name, name);
    flow(all, "destination", End.DESTINATION::name, name);
    String[] turned = Arrays.copyOf(name, name.length + 1);
    turned[name.length] = "is_reply";
    flow(all, "client", f -> client(f).name(f), turned);
    flow(all, "server", f -> server(f).name(f), turned);
    ends(all, "namespace", (f, end) -> end.endpoint(f).getNamespace(), "*.namespace");
    ends(all, "pod", (f, end) -> end.pod(f), "*.namespace", "*.pod_name");
    ends(all, "workload", (f, end) -> end.workload(f), "*.namespace", "*.workloads");
    ends(all, "service", (f, end) -> end.service(f), "*_service");
    ends(all, "identity", (f, end) -> end.identity(f), "*.identity");
    ends(all, "fqdn", (f, end) -> end.fqdn(f), "*_names");
    ends(all, "cluster", (f, end) -> end.endpoint(f).getClusterName(), "*.cluster_name");
  }

  private static void network(Map<String, FlowField> all) {
    ends(all, "ip", (f, end) -> end.ip(f), "IP.*");
    number(all, "port", f -> server(f).port(f), "l4", "is_reply");
    number(all, "from-port", End.SOURCE::port, "l4");
    number(all, "to-port", End.DESTINATION::port, "l4");
    flow(all, "protocol", FlowFields::protocol, "l4", "l7");
    flow(all, "ip-version", FlowFields::ipVersion, "IP.ipVersion");
    flow(all, "tcp-flags", FlowFields::tcpFlags, "l4");
    flow(all, "interface", f -> f.getInterface().getName(), "interface");
  }

  private static void applications(Map<String, FlowField> all) {
    flow(all, "dns", f -> f.getL7().getDns().getQuery(), "l7");
    flow(all, "http-method", f -> f.getL7().getHttp().getMethod(), "l7");
    number(all, "http-status", FlowFields::httpStatus, "l7");
    flow(all, "http-path", f -> path(f.getL7().getHttp().getUrl()), "l7");
    flow(all, "http-url", f -> f.getL7().getHttp().getUrl(), "l7");
    flow(all, "summary", Flow::getSummary, "Summary");
  }

  private static void flow(
      Map<String, FlowField> all, String name, Function<Flow, String> value, String... mask) {
    all.put(name, new FlowField(name, false, false, List.of(mask), (flow, _) -> value.apply(flow)));
  }

  private static void number(
      Map<String, FlowField> all, String name, Function<Flow, String> value, String... mask) {
    all.put(name, new FlowField(name, true, false, List.of(mask), (flow, _) -> value.apply(flow)));
  }

  /**
   * @param mask with a star for the end
   */
  private static void ends(
      Map<String, FlowField> all,
      String name,
      BiFunction<Flow, End, String> value,
      String... mask) {
    List<String> source = mask(mask, "source");
    List<String> destination = mask(mask, "destination");
    List<String> both = new ArrayList<>(source);
    both.addAll(destination);
    all.put(name, new FlowField(name, false, true, both, value::apply));
    String from = "from-" + name;
    all.put(
        from,
        new FlowField(from, false, false, source, (flow, _) -> value.apply(flow, End.SOURCE)));
    String to = "to-" + name;
    all.put(
        to,
        new FlowField(
            to, false, false, destination, (flow, _) -> value.apply(flow, End.DESTINATION)));
  }

  private static List<String> mask(String[] paths, String end) {
    return Arrays.stream(paths).map(path -> path.replace("*", end)).toList();
  }

  private static FlowField label(String name, String key, boolean eachEnd, @Nullable End only) {
    return new FlowField(
        name,
        false,
        eachEnd,
        List.of("source.labels", "destination.labels"),
        (flow, end) -> (only == null ? end : only).label(flow, key));
  }

  /** Who asked. Where that is not known, the source. */
  private static End client(Flow flow) {
    return flow.getIsReply().getValue() ? End.DESTINATION : End.SOURCE;
  }

  private static End server(Flow flow) {
    return flow.getIsReply().getValue() ? End.SOURCE : End.DESTINATION;
  }

  private static String dropReason(Flow flow) {
    return flow.getDropReasonDescValue() == 0
        ? ""
        : FlowText.name(flow.getDropReasonDesc(), flow.getDropReasonDescValue());
  }

  /** As {@code --type} takes it. */
  private static String type(Flow flow) {
    int type = flow.getEventType().getType();
    ObservationPoint point =
        type == EventType.TRACE
            ? ObservationPoint.ofNumber(flow.getEventType().getSubType())
            : null;
    String name = EventTypeArgument.name(type);
    return point == null ? name : name + ":" + point.text();
  }

  private static String direction(Flow flow) {
    return flow.getTrafficDirection() == TrafficDirection.TRAFFIC_DIRECTION_UNKNOWN
        ? ""
        : FlowText.name(flow.getTrafficDirection(), flow.getTrafficDirectionValue())
            .toLowerCase(Locale.ROOT);
  }

  private static String reply(Flow flow) {
    if (!flow.hasIsReply()) {
      return "";
    }
    return flow.getIsReply().getValue() ? "reply" : "request";
  }

  private static String policy(Policy policy) {
    return End.join(policy.getNamespace(), policy.getName());
  }

  /** Of the application where it is known, else of the transport. */
  private static String protocol(Flow flow) {
    return switch (flow.getL7().getRecordCase()) {
      case HTTP -> "HTTP";
      case DNS -> "DNS";
      case KAFKA -> "Kafka";
      case RECORD_NOT_SET -> {
        String name = flow.getL4().getProtocolCase().name();
        yield switch (name) {
          case "PROTOCOL_NOT_SET" -> "";
          case "ICMPV4" -> "ICMPv4";
          case "ICMPV6" -> "ICMPv6";
          default -> name;
        };
      }
    };
  }

  private static String ipVersion(Flow flow) {
    IPVersion version = flow.getIP().getIpVersion();
    return version == IPVersion.IP_NOT_USED
        ? ""
        : FlowText.name(version, flow.getIP().getIpVersionValue());
  }

  private static String tcpFlags(Flow flow) {
    return flow.getL4().hasTCP()
        ? TcpFlags.text(FilterReader.bits(flow.getL4().getTCP().getFlags())).replace(" ", "")
        : "";
  }

  private static String httpStatus(Flow flow) {
    Layer7 l7 = flow.getL7();
    int code = l7.getHttp().getCode();
    return code == 0 || l7.getType() == L7FlowType.REQUEST ? "" : Integer.toString(code);
  }

  private static String path(String url) {
    int scheme = url.indexOf("://");
    int start = scheme < 0 ? url.indexOf('/') : url.indexOf('/', scheme + 3);
    if (start < 0) {
      return url.isEmpty() ? "" : "/";
    }
    int end = url.indexOf('?', start);
    return end < 0 ? url.substring(start) : url.substring(start, end);
  }

  /** Whether a flow did not get through. */
  static boolean dropped(Flow flow) {
    return flow.getVerdict() == Verdict.DROPPED || flow.getVerdict() == Verdict.ERROR;
  }
}
