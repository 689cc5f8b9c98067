package io.sextant.history.block;

import io.sextant.flow.Flow;
import io.sextant.flow.FlowExtras;
import io.sextant.flow.IpAddress;
import io.sextant.flow.L4;
import io.sextant.flow.L7;
import io.sextant.flow.SocketTrace;
import io.sextant.flow.Tunnel;
import io.sextant.flow.Words;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What few flows have, to bytes: a byte that says what there is, then that, in the order of the
 * flags. A summary that repeats its message's text is only what stands before and after it.
 */
final class DetailWriter {
  static final int TRANSLATED = 1;
  static final int TUNNEL = 1 << 1;
  static final int MESSAGE = 1 << 2;
  static final int SOCKET = 1 << 3;
  static final int TRACE_ID = 1 << 4;
  static final int IP_TRACE = 1 << 5;
  static final int SUMMARY = 1 << 6;
  static final int REPEATING_SUMMARY = 1 << 7;

  /** Kind of the message in the byte that begins with its type. */
  static final int KIND_SHIFT = 4;

  static final int OUTER_SOURCE = 1;
  static final int OUTER_DESTINATION = 2;

  private DetailWriter() {}

  /**
   * Appends the details of a flow.
   *
   * @param ownSummary whether its shape leaves the summary to the details
   */
  static void write(Flow flow, boolean ownSummary, ByteWriter out) {
    FlowExtras extras = flow.extras();
    L7 l7 = extras.l7();
    String repeated = l7 == null ? "" : Words.repeatedBySummaries(l7.message());
    int repeatedAt = ownSummary ? Words.repeatedAt(flow.summary(), repeated) : -1;
    out.put(flags(extras) | summaryFlag(ownSummary, repeatedAt));
    extras(extras, out);
    if (ownSummary) {
      summary(flow.summary(), repeated.length(), repeatedAt, out);
    }
  }

  private static int flags(FlowExtras extras) {
    return (extras.translatedSource() != null ? TRANSLATED : 0)
        | (extras.tunnel() != null ? TUNNEL : 0)
        | (extras.l7() != null ? MESSAGE : 0)
        | (extras.socket() != null ? SOCKET : 0)
        | (extras.traceId().isEmpty() ? 0 : TRACE_ID)
        | (extras.ipTraceId() != 0 || extras.ipTraceOption() != 0 ? IP_TRACE : 0);
  }

  private static int summaryFlag(boolean own, int repeatedAt) {
    return !own ? 0 : repeatedAt < 0 ? SUMMARY : REPEATING_SUMMARY;
  }

  private static void summary(String summary, int repeated, int repeatedAt, ByteWriter out) {
    if (repeatedAt < 0) {
      out.putString(summary);
    } else {
      out.putString(summary, 0, repeatedAt);
      out.putString(summary, repeatedAt + repeated, summary.length());
    }
  }

  private static void extras(FlowExtras extras, ByteWriter out) {
    IpAddress translated = extras.translatedSource();
    if (translated != null) {
      address(translated, out);
    }
    Tunnel tunnel = extras.tunnel();
    if (tunnel != null) {
      tunnel(tunnel, out);
    }
    L7 l7 = extras.l7();
    if (l7 != null) {
      message(l7, out);
    }
    SocketTrace socket = extras.socket();
    if (socket != null) {
      out.putSigned(socket.translationPoint());
      out.putVarint(socket.cookie());
      out.putVarint(socket.cgroupId());
    }
    if (!extras.traceId().isEmpty()) {
      out.putString(extras.traceId());
    }
    if (extras.ipTraceId() != 0 || extras.ipTraceOption() != 0) {
      out.putVarint(extras.ipTraceId());
      out.putSigned(extras.ipTraceOption());
    }
  }

  private static void address(IpAddress address, ByteWriter out) {
    out.putLong(address.high());
    out.putLong(address.low());
  }

  private static void tunnel(Tunnel tunnel, ByteWriter out) {
    IpAddress source = tunnel.outerSource();
    IpAddress destination = tunnel.outerDestination();
    out.put(tunnel.protocol().ordinal());
    out.putSigned(tunnel.vni());
    out.put(tunnel.outerIpVersion().ordinal());
    out.put((source != null ? OUTER_SOURCE : 0) | (destination != null ? OUTER_DESTINATION : 0));
    if (source != null) {
      address(source, out);
    }
    if (destination != null) {
      address(destination, out);
    }
    header(tunnel.outerL4(), out);
  }

  private static void header(L4 header, ByteWriter out) {
    switch (header) {
      case L4.None _ -> header(0, 0, 0, out);
      case L4.Tcp tcp -> {
        header(1, tcp.sourcePort(), tcp.destinationPort(), out);
        out.putSigned(tcp.flags());
        out.put(tcp.hasFlags() ? 1 : 0);
      }
      case L4.Udp udp -> header(2, udp.sourcePort(), udp.destinationPort(), out);
      case L4.Sctp sctp -> header(3, sctp.sourcePort(), sctp.destinationPort(), out);
      case L4.IcmpV4 icmp -> header(4, icmp.type(), icmp.code(), out);
      case L4.IcmpV6 icmp -> header(5, icmp.type(), icmp.code(), out);
      case L4.Vrrp vrrp -> {
        header(6, vrrp.type(), vrrp.virtualRouterId(), out);
        out.putSigned(vrrp.priority());
      }
      case L4.Igmp igmp -> header(7, igmp.type(), igmp.group(), out);
    }
  }

  private static void header(int kind, int first, int second, ByteWriter out) {
    out.put(kind);
    out.putSigned(first);
    out.putSigned(second);
  }

  private static void message(L7 l7, ByteWriter out) {
    L7.@Nullable Message message = l7.message();
    out.put(l7.type().ordinal() | Shape.L7Kind.of(l7).ordinal() << KIND_SHIFT);
    out.putSigned(l7.latencyNanos());
    switch (message) {
      case L7.Dns dns -> dns(dns, out);
      case L7.Http http -> http(http, out);
      case L7.Kafka kafka -> kafka(kafka, out);
      case null -> {}
    }
  }

  private static void dns(L7.Dns dns, ByteWriter out) {
    out.putString(dns.query());
    out.putStrings(dns.ips());
    out.putSigned(dns.ttl());
    out.putStrings(dns.cnames());
    out.putString(dns.observationSource());
    out.putSigned(dns.rcode());
    out.putStrings(dns.qtypes());
    out.putStrings(dns.rrtypes());
  }

  private static void http(L7.Http http, ByteWriter out) {
    out.putSigned(http.code());
    out.putString(http.method());
    out.putString(http.url());
    out.putString(http.protocol());
    List<L7.Header> headers = http.headers();
    out.putVarint(headers.size());
    for (int i = 0; i < headers.size(); i++) {
      out.putString(headers.get(i).key());
      out.putString(headers.get(i).value());
    }
  }

  private static void kafka(L7.Kafka kafka, ByteWriter out) {
    out.putSigned(kafka.errorCode());
    out.putSigned(kafka.apiVersion());
    out.putString(kafka.apiKey());
    out.putSigned(kafka.correlationId());
    out.putString(kafka.topic());
  }
}
