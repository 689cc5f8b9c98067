package io.sextant.cli;

import io.sextant.flow.DropReason;
import io.sextant.flow.EventType;
import io.sextant.flow.Identities;
import io.sextant.flow.ObservationPoint;
import io.sextant.flow.PolicyMatch;
import io.sextant.proto.flow.AuthType;
import io.sextant.proto.flow.Endpoint;
import io.sextant.proto.flow.Flow;
import io.sextant.proto.flow.Layer7;
import io.sextant.proto.flow.Policy;
import io.sextant.proto.flow.Service;
import io.sextant.proto.flow.TrafficDirection;
import io.sextant.proto.flow.Verdict;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The parts of a flow as people read them, in the words of {@code hubble}. */
final class FlowText {
  private final Paint paint;
  private final boolean translate;

  /**
   * @param translate names instead of addresses
   */
  FlowText(Paint paint, boolean translate) {
    this.paint = paint;
    this.translate = translate;
  }

  String source(Flow flow) {
    return host(
        flow.getIP().getSource(),
        flow.getEthernet().getSource(),
        ports(flow)[0],
        flow,
        flow.getSource(),
        flow.getSourceService(),
        flow.getSourceNamesList());
  }

  String destination(Flow flow) {
    return host(
        flow.getIP().getDestination(),
        flow.getEthernet().getDestination(),
        ports(flow)[1],
        flow,
        flow.getDestination(),
        flow.getDestinationService(),
        flow.getDestinationNamesList());
  }

  String sourceIdentity(Flow flow) {
    return identity(flow.getSource().getIdentity());
  }

  String destinationIdentity(Flow flow) {
    return identity(flow.getDestination().getIdentity());
  }

  String type(Flow flow) {
    if (flow.hasL7()) {
      return l7(flow.getL7());
    }
    int subType = flow.getEventType().getSubType();
    return switch (flow.getEventType().getType()) {
      case EventType.TRACE -> observationPoint(subType);
      case EventType.DROP -> DropReason.text(subType);
      case EventType.POLICY_VERDICT ->
          "policy-verdict:"
              + match(flow.getPolicyMatchType())
              + " "
              + name(flow.getTrafficDirection());
      case EventType.CAPTURE ->
          enumName(flow.getDebugCapturePoint(), flow.getDebugCapturePointValue());
      case EventType.TRACE_SOCK -> translation(flow);
      default -> "UNKNOWN";
    };
  }

  /** With the policies it came from, if wanted. */
  String verdict(Flow flow, boolean withPolicies) {
    String verdict =
        flow.getEventType().getType() == EventType.POLICY_VERDICT ? judgement(flow) : plain(flow);
    String painted =
        switch (flow.getVerdict()) {
          case FORWARDED, REDIRECTED -> paint.good(verdict);
          case DROPPED, ERROR -> paint.bad(verdict);
          case AUDIT, TRACED, TRANSLATED -> paint.noteworthy(verdict);
          case VERDICT_UNKNOWN, UNRECOGNIZED -> verdict;
        };
    return withPolicies ? painted + policies(flow) : painted;
  }

  /** What the packet or request was. */
  String summary(Flow flow) {
    StringBuilder text = new StringBuilder();
    if (flow.getIpTraceId().getTraceId() != 0) {
      text.append("IP Trace ID: ")
          .append(Long.toUnsignedString(flow.getIpTraceId().getTraceId()))
          .append("; ");
    }
    text.append(escape(flow.getSummary()));
    if (flow.getAuthType() != AuthType.DISABLED) {
      text.append("; Auth: ").append(enumName(flow.getAuthType(), flow.getAuthTypeValue()));
    }
    return text.toString();
  }

  /** Text from outside cannot steer the terminal or break a line. */
  static String escape(String text) {
    StringBuilder escaped = null;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= ' ' && c != 0x7f) {
        if (escaped != null) {
          escaped.append(c);
        }
        continue;
      }
      escaped = escaped == null ? new StringBuilder(text.substring(0, i)) : escaped;
      switch (c) {
        case '\r' -> escaped.append("\\r");
        case '\n' -> escaped.append("\\n");
        case '\t' -> escaped.append("\\t");
        default -> escaped.append('^').append((char) (c ^ 0x40));
      }
    }
    return escaped == null ? text : escaped.toString();
  }

  private String host(
      String ip,
      String mac,
      int port,
      Flow flow,
      Endpoint endpoint,
      Service service,
      List<String> names) {
    if (!flow.hasIP()) {
      return paint.host(escape(mac));
    }
    String host = paint.host(escape(translate ? translated(ip, endpoint, service, names) : ip));
    if (port == 0) {
      return host;
    }
    String bracketed = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    return bracketed + ":" + paint.port(Integer.toString(port));
  }

  private static String translated(
      String ip, Endpoint endpoint, Service service, List<String> names) {
    if (!service.getName().isEmpty()) {
      return join(service.getNamespace(), service.getName());
    }
    if (!endpoint.getPodName().isEmpty()) {
      return join(endpoint.getNamespace(), endpoint.getPodName());
    }
    return names.isEmpty() ? ip : String.join(",", names);
  }

  private static String join(String namespace, String name) {
    return namespace.isEmpty() ? name : namespace + "/" + name;
  }

  private static int[] ports(Flow flow) {
    return switch (flow.getL4().getProtocolCase()) {
      case TCP ->
          new int[] {
            flow.getL4().getTCP().getSourcePort(), flow.getL4().getTCP().getDestinationPort()
          };
      case UDP ->
          new int[] {
            flow.getL4().getUDP().getSourcePort(), flow.getL4().getUDP().getDestinationPort()
          };
      case SCTP ->
          new int[] {
            flow.getL4().getSCTP().getSourcePort(), flow.getL4().getSCTP().getDestinationPort()
          };
      default -> new int[] {0, 0};
    };
  }

  private String identity(int number) {
    String reserved = Identities.reservedName(number);
    return paint.identity(
        "(" + (reserved == null ? "ID:" + Integer.toUnsignedString(number) : reserved) + ")");
  }

  private static String l7(Layer7 l7) {
    String kind = enumName(l7.getType(), l7.getTypeValue()).toLowerCase(Locale.ROOT);
    return switch (l7.getRecordCase()) {
      case DNS -> "dns-" + kind + " " + escape(l7.getDns().getObservationSource());
      case HTTP -> "http-" + kind;
      case KAFKA -> "kafka-" + kind;
      case RECORD_NOT_SET -> "l7-" + kind;
    };
  }

  private static String observationPoint(int number) {
    ObservationPoint point = ObservationPoint.ofNumber(number);
    return point == null ? Integer.toString(number) : point.text();
  }

  private static String match(int number) {
    PolicyMatch match = PolicyMatch.ofNumber(number);
    return match == null ? "unknown" : match.text();
  }

  private static String translation(Flow flow) {
    return switch (flow.getSockXlatePoint()) {
      case SOCK_XLATE_POINT_PRE_DIRECTION_FWD -> "pre-xlate-fwd";
      case SOCK_XLATE_POINT_POST_DIRECTION_FWD -> "post-xlate-fwd";
      case SOCK_XLATE_POINT_PRE_DIRECTION_REV -> "pre-xlate-rev";
      case SOCK_XLATE_POINT_POST_DIRECTION_REV -> "post-xlate-rev";
      case SOCK_XLATE_POINT_UNKNOWN, UNRECOGNIZED ->
          enumName(flow.getSockXlatePoint(), flow.getSockXlatePointValue());
    };
  }

  private static String plain(Flow flow) {
    return enumName(flow.getVerdict(), flow.getVerdictValue());
  }

  private static String judgement(Flow flow) {
    return switch (flow.getVerdict()) {
      case FORWARDED, REDIRECTED -> "ALLOWED";
      case DROPPED, ERROR -> "DENIED";
      case AUDIT -> "AUDITED";
      case TRACED, TRANSLATED, VERDICT_UNKNOWN, UNRECOGNIZED -> plain(flow);
    };
  }

  private static String policies(Flow flow) {
    if (flow.getEventType().getType() != EventType.POLICY_VERDICT) {
      return "";
    }
    boolean ingress = flow.getTrafficDirection() == TrafficDirection.INGRESS;
    boolean denied = flow.getVerdict() == Verdict.DROPPED || flow.getVerdict() == Verdict.ERROR;
    List<Policy> policies =
        ingress
            ? (denied ? flow.getIngressDeniedByList() : flow.getIngressAllowedByList())
            : (denied ? flow.getEgressDeniedByList() : flow.getEgressAllowedByList());
    return policies.isEmpty()
        ? ""
        : policies.stream()
            .map(policy -> escape(policy.getName()) + " (" + escape(policy.getKind()) + ")")
            .collect(Collectors.joining(", ", " BY ", ""));
  }

  private static String name(TrafficDirection direction) {
    return direction == TrafficDirection.UNRECOGNIZED
        ? "TRAFFIC_DIRECTION_UNKNOWN"
        : direction.name();
  }

  private static String enumName(Enum<?> value, int number) {
    return value.name().equals("UNRECOGNIZED") ? Integer.toString(number) : value.name();
  }
}
