package io.sextant.decode;

import static io.sextant.decode.StructField.capture;
import static io.sextant.decode.StructField.common;
import static io.sextant.decode.StructField.field;
import static io.sextant.decode.StructField.padding;

import io.sextant.flow.DatapathFile;
import io.sextant.flow.DropReason;
import io.sextant.flow.Identities;
import io.sextant.flow.IpAddress;
import io.sextant.flow.ObservationPoint;
import io.sextant.flow.PolicyMatch;
import io.sextant.flow.TrafficDirection;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The notifications' fields in the order of their structs, newest version. */
final class StructLayouts {
  static final List<StructField<DropNotify>> DROP =
      joined(
          common("drop", n -> DropReason.text(n.subType())),
          capture(),
          List.of(
              field(4, "src_label", n -> identity(n.sourceIdentity())),
              field(4, "dst_label", n -> identity(n.destinationIdentity())),
              field(4, "dst_id", n -> "endpoint " + Integer.toUnsignedString(n.i32(24))),
              field(2, "line", n -> Integer.toString(n.line())),
              field(1, "file", n -> n.file() + " " + DatapathFile.name(n.file())),
              field(1, "ext_error", n -> Integer.toString(n.extError())),
              field(4, "ifindex", n -> Integer.toUnsignedString(n.interfaceIndex())),
              field(1, "flags", n -> classifiers(n.flags())),
              padding(3),
              field(8, "ip_trace_id", n -> Long.toUnsignedString(n.ipTraceId()))));

  static final List<StructField<TraceNotify>> TRACE =
      joined(
          common("trace", n -> point(n.subType())),
          capture(),
          List.of(
              field(4, "src_label", n -> identity(n.sourceIdentity())),
              field(4, "dst_label", n -> identity(n.destinationIdentity())),
              field(2, "dst_id", StructLayouts::destination),
              field(1, "reason", StructLayouts::reason),
              field(1, "flags", n -> classifiers(n.flags())),
              field(4, "ifindex", n -> Integer.toUnsignedString(n.interfaceIndex())),
              field(16, "orig_ip", StructLayouts::originalSource),
              field(8, "ip_trace_id", n -> Long.toUnsignedString(n.ipTraceId()))));

  static final List<StructField<PolicyVerdictNotify>> POLICY_VERDICT =
      joined(
          common("policy-verdict", n -> ""),
          capture(),
          List.of(
              field(4, "remote_label", n -> identity(n.remoteIdentity())),
              field(4, "verdict", n -> n.verdict() + " " + verdict(n.verdict())),
              field(2, "dst_port", n -> Integer.toString(n.destinationPort())),
              field(1, "proto", n -> Integer.toString(n.protocol())),
              field(1, "flags", StructLayouts::verdictFlags),
              field(1, "auth_type", n -> Integer.toString(n.authType())),
              padding(3),
              field(4, "cookie", n -> "0x" + Integer.toHexString(n.cookie())),
              padding(4)));

  static final List<StructField<DebugCapture>> CAPTURE =
      joined(
          common("capture", n -> ""),
          capture(),
          List.of(
              field(4, "arg1", n -> Integer.toUnsignedString(n.i32(16))),
              field(4, "arg2", n -> Integer.toUnsignedString(n.i32(20)))));

  static final List<StructField<DebugMsg>> DEBUG =
      joined(
          common("debug", n -> ""),
          List.of(
              field(4, "arg1", n -> Integer.toUnsignedString(n.arg1())),
              field(4, "arg2", n -> Integer.toUnsignedString(n.arg2())),
              field(4, "arg3", n -> Integer.toUnsignedString(n.arg3()))));

  static final List<StructField<TraceSockNotify>> TRACE_SOCK =
      List.of(
          field(1, "type", n -> n.type() + " trace-sock"),
          field(1, "xlate_point", n -> n.subType() + " " + translation(n.subType())),
          field(1, "l4_proto", n -> n.u8(2) + " " + n.protocol().text()),
          field(1, "flags", n -> n.ipv6() ? "IPv6" : "IPv4"),
          field(2, "dst_port", n -> Integer.toString(n.destinationPort())),
          padding(2),
          field(8, "sock_cookie", n -> Long.toUnsignedString(n.cookie())),
          field(8, "cgroup_id", n -> Long.toUnsignedString(n.cgroupId())),
          field(
              16,
              "dst_ip",
              n -> new IpAddress(n.destinationHigh(), n.destinationLow()).toString()));

  private StructLayouts() {}

  @SafeVarargs
  private static <T> List<T> joined(List<T>... lists) {
    List<T> all = new ArrayList<>();
    for (List<T> list : lists) {
      all.addAll(list);
    }
    return List.copyOf(all);
  }

  private static String identity(int number) {
    String reserved = Identities.reservedName(number);
    String text = Integer.toUnsignedString(number);
    if (reserved != null) {
      return text + " " + reserved;
    }
    return Identities.isCidr(number) ? text + " (an address range of this node)" : text;
  }

  private static String point(int number) {
    ObservationPoint point = ObservationPoint.ofNumber(number);
    return point == null ? "unknown point" : point.text();
  }

  private static String destination(TraceNotify trace) {
    return trace.proxyPort() != 0
        ? "proxy port " + trace.proxyPort()
        : "endpoint " + trace.destinationId();
  }

  private static String reason(TraceNotify trace) {
    String name = trace.reason().name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    return trace.reasonNumber() + " " + name + (trace.encrypted() ? ", encrypted" : "");
  }

  private static String originalSource(TraceNotify trace) {
    return trace.hasOriginalSource()
        ? new IpAddress(trace.originalSourceHigh(), trace.originalSourceLow()).toString()
        : "none";
  }

  private static String classifiers(int flags) {
    List<String> names = new ArrayList<>();
    names.add((flags & ClassifierFlags.IPV6) != 0 ? "IPv6" : "IPv4");
    if ((flags & ClassifierFlags.L3_DEVICE) != 0) {
      names.add("no Ethernet header");
    }
    if ((flags & ClassifierFlags.VXLAN) != 0) {
      names.add("VXLAN");
    }
    if ((flags & ClassifierFlags.GENEVE) != 0) {
      names.add("Geneve");
    }
    return "0x" + Integer.toHexString(flags) + " " + String.join(", ", names);
  }

  private static String verdict(int number) {
    if (number < 0) {
      return "dropped: " + DropReason.text(-number);
    }
    return number == 0 ? "allowed" : "redirected to proxy port " + number;
  }

  private static String verdictFlags(PolicyVerdictNotify verdict) {
    @Nullable PolicyMatch match = PolicyMatch.ofNumber(verdict.matchType());
    return (verdict.direction() == TrafficDirection.INGRESS ? "ingress" : "egress")
        + ", match "
        + (match == null ? Integer.toString(verdict.matchType()) : match.text())
        + (verdict.audited() ? ", audited" : "")
        + ((verdict.packetFlags() & ClassifierFlags.IPV6) != 0 ? ", IPv6" : "")
        + ((verdict.packetFlags() & ClassifierFlags.L3_DEVICE) != 0 ? ", no Ethernet header" : "");
  }

  private static String translation(int point) {
    return switch (point) {
      case 1 -> "pre-translation forward";
      case 2 -> "post-translation forward";
      case 3 -> "pre-translation reverse";
      case 4 -> "post-translation reverse";
      default -> "unknown point";
    };
  }
}
