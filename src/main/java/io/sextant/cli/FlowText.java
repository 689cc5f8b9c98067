package io.sextant.cli;

import io.sextant.flow.DropReason;
import io.sextant.flow.EventType;
import io.sextant.flow.Identities;
import io.sextant.flow.ObservationPoint;
import io.sextant.flow.PolicyMatch;
import io.sextant.proto.flow.AuthType;
import io.sextant.proto.flow.Flow;
import io.sextant.proto.flow.Layer7;
import io.sextant.proto.flow.Policy;
import io.sextant.proto.flow.TrafficDirection;
import io.sextant.proto.flow.Verdict;
import java.util.List;
import java.util.Locale;

/** Writes the parts of a flow as people read them, in the words of {@code hubble}. */
final class FlowText {
  /** The datapath's numbers have a byte; hubble cuts what is longer. */
  private static final int SUB_TYPE_MASK = 0xff;

  private final Paint paint;
  private final boolean translate;

  /**
   * @param translate names instead of addresses
   */
  FlowText(Paint paint, boolean translate) {
    this.paint = paint;
    this.translate = translate;
  }

  /** An end of a flow with its port. */
  void end(StringBuilder out, Flow flow, End end) {
    if (flow.hasIP()) {
      host(out, translate ? end.name(flow) : end.ip(flow), end.portNumber(flow));
    } else if (flow.hasEthernet()) {
      host(out, end.mac(flow), 0);
    }
  }

  void identity(StringBuilder out, Flow flow, End end) {
    int number = end.endpoint(flow).getIdentity();
    String reserved = Identities.reservedName(number);
    out.append(paint.identity()).append('(');
    if (reserved == null) {
      out.append("ID:").append(Integer.toUnsignedLong(number));
    } else {
      out.append(reserved);
    }
    out.append(')').append(paint.end());
  }

  void type(StringBuilder out, Flow flow) {
    if (flow.hasL7()) {
      l7(out, flow.getL7());
      return;
    }
    int subType = flow.getEventType().getSubType() & SUB_TYPE_MASK;
    switch (flow.getEventType().getType()) {
      case EventType.TRACE -> out.append(observationPoint(subType));
      case EventType.DROP -> out.append(DropReason.text(subType));
      case EventType.POLICY_VERDICT ->
          out.append("policy-verdict:")
              .append(match(flow.getPolicyMatchType()))
              .append(' ')
              .append(name(flow.getTrafficDirection(), flow.getTrafficDirectionValue()));
      case EventType.CAPTURE ->
          out.append(name(flow.getDebugCapturePoint(), flow.getDebugCapturePointValue()));
      case EventType.TRACE_SOCK -> out.append(translation(flow));
      default -> out.append("UNKNOWN");
    }
  }

  /** With the policies it came from, if wanted. */
  void verdict(StringBuilder out, Flow flow, boolean withPolicies) {
    boolean judged = flow.getEventType().getType() == EventType.POLICY_VERDICT;
    String word = judged ? judgement(flow) : name(flow.getVerdict(), flow.getVerdictValue());
    switch (flow.getVerdict()) {
      case FORWARDED, REDIRECTED -> out.append(paint.good()).append(word).append(paint.end());
      case DROPPED, ERROR -> out.append(paint.bad()).append(word).append(paint.end());
      case AUDIT, TRACED, TRANSLATED ->
          out.append(paint.noteworthy()).append(word).append(paint.end());
      case VERDICT_UNKNOWN, UNRECOGNIZED -> out.append(word);
    }
    if (withPolicies && judged) {
      policies(out, flow);
    }
  }

  /** What the packet or request was. */
  void summary(StringBuilder out, Flow flow) {
    if (flow.hasIpTraceId() && flow.getIpTraceId().getTraceId() != 0) {
      out.append("IP Trace ID: ")
          .append(Long.toUnsignedString(flow.getIpTraceId().getTraceId()))
          .append("; ");
    }
    Escape.append(out, flow.getSummary());
    AuthType auth = flow.getAuthType();
    if (auth != AuthType.DISABLED) {
      out.append("; Auth: ")
          .append(auth == AuthType.TEST_ALWAYS_FAIL ? paint.bad() : paint.good())
          .append(name(auth, flow.getAuthTypeValue()))
          .append(paint.end());
    }
  }

  private void host(StringBuilder out, String name, int port) {
    out.append(paint.host());
    if (port == 0) {
      Escape.append(out, name);
    } else {
      boolean bracketed = name.indexOf(':') >= 0 || name.indexOf('%') >= 0;
      if (bracketed) {
        out.append('[');
      }
      Escape.append(out, name);
      out.append(bracketed ? "]:" : ":").append(paint.port()).append(port).append(paint.end());
    }
    out.append(paint.end());
  }

  private static void l7(StringBuilder out, Layer7 l7) {
    String kind = name(l7.getType(), l7.getTypeValue()).toLowerCase(Locale.ROOT);
    switch (l7.getRecordCase()) {
      case DNS -> {
        out.append("dns-").append(kind).append(' ');
        Escape.append(out, l7.getDns().getObservationSource());
      }
      case HTTP -> out.append("http-").append(kind);
      case KAFKA -> out.append("kafka-").append(kind);
      case RECORD_NOT_SET -> out.append("l7-").append(kind);
    }
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
          name(flow.getSockXlatePoint(), flow.getSockXlatePointValue());
    };
  }

  private static String judgement(Flow flow) {
    return switch (flow.getVerdict()) {
      case FORWARDED, REDIRECTED -> "ALLOWED";
      case DROPPED, ERROR -> "DENIED";
      case AUDIT -> "AUDITED";
      case TRACED, TRANSLATED, VERDICT_UNKNOWN, UNRECOGNIZED ->
          name(flow.getVerdict(), flow.getVerdictValue());
    };
  }

  private static void policies(StringBuilder out, Flow flow) {
    String separator = " BY ";
    for (Policy policy : deciding(flow)) {
      out.append(separator);
      Escape.append(out, policy.getName());
      out.append(" (");
      Escape.append(out, policy.getKind());
      out.append(')');
      separator = ", ";
    }
  }

  /** The policies that a verdict came from. */
  static List<Policy> deciding(Flow flow) {
    boolean denied = flow.getVerdict() == Verdict.DROPPED || flow.getVerdict() == Verdict.ERROR;
    if (flow.getTrafficDirection() == TrafficDirection.INGRESS) {
      return denied ? flow.getIngressDeniedByList() : flow.getIngressAllowedByList();
    }
    return denied ? flow.getEgressDeniedByList() : flow.getEgressAllowedByList();
  }

  /** As the API calls it, or its number where it has no name. */
  static String name(Enum<?> value, int number) {
    return value.name().equals("UNRECOGNIZED") ? Integer.toString(number) : value.name();
  }
}
