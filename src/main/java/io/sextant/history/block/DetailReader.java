package io.sextant.history.block;

import io.sextant.flow.Flow;
import io.sextant.flow.FlowExtras;
import io.sextant.flow.IpAddress;
import io.sextant.flow.IpVersion;
import io.sextant.flow.L4;
import io.sextant.flow.L7;
import io.sextant.flow.SocketTrace;
import io.sextant.flow.Tunnel;
import io.sextant.flow.Words;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what {@link DetailWriter} wrote. Reused by one thread. */
final class DetailReader {
  private static final L7.Type[] TYPES = L7.Type.values();
  private static final Shape.L7Kind[] KINDS = Shape.L7Kind.values();
  private static final Tunnel.Protocol[] TUNNELS = Tunnel.Protocol.values();
  private static final IpVersion[] IP_VERSIONS = IpVersion.values();

  private final ByteReader in = new ByteReader("details");

  /** Sets extras and summary as far as the bytes tell them. */
  void read(byte[] bytes, int from, int length, Flow.Builder flow) {
    in.over(bytes, from, length);
    int flags = in.get();
    FlowExtras extras = extras(flags);
    flow.extras(extras);
    if ((flags & DetailWriter.SUMMARY) != 0) {
      flow.summary(in.getString());
    } else if ((flags & DetailWriter.REPEATING_SUMMARY) != 0) {
      L7 l7 = extras.l7();
      String repeated = l7 == null ? "" : Words.repeatedBySummaries(l7.message());
      flow.summary(in.getString() + repeated + in.getString());
    }
    if (in.left() > 0) {
      throw in.broken(in.left() + " bytes more than a flow has");
    }
  }

  private FlowExtras extras(int flags) {
    IpAddress translated = has(flags, DetailWriter.TRANSLATED) ? address() : null;
    Tunnel tunnel = has(flags, DetailWriter.TUNNEL) ? tunnel() : null;
    L7 l7 = has(flags, DetailWriter.MESSAGE) ? message() : null;
    SocketTrace socket = has(flags, DetailWriter.SOCKET) ? socket() : null;
    String traceId = has(flags, DetailWriter.TRACE_ID) ? in.getString() : "";
    boolean traced = has(flags, DetailWriter.IP_TRACE);
    long ipTraceId = traced ? in.getVarint() : 0;
    int option = traced ? (int) in.getSigned() : 0;
    int known = flags & ~(DetailWriter.SUMMARY | DetailWriter.REPEATING_SUMMARY);
    return known == 0
        ? FlowExtras.NONE
        : new FlowExtras(translated, tunnel, l7, socket, traceId, ipTraceId, option);
  }

  private static boolean has(int flags, int flag) {
    return (flags & flag) != 0;
  }

  private IpAddress address() {
    return new IpAddress(in.getLong(), in.getLong());
  }

  private SocketTrace socket() {
    return new SocketTrace((int) in.getSigned(), in.getVarint(), in.getVarint());
  }

  private Tunnel tunnel() {
    Tunnel.Protocol protocol = TUNNELS[in.getBelow(TUNNELS.length, "tunnel")];
    int vni = (int) in.getSigned();
    IpVersion version = IP_VERSIONS[in.getBelow(IP_VERSIONS.length, "IP version")];
    int sides = in.get();
    IpAddress source = has(sides, DetailWriter.OUTER_SOURCE) ? address() : null;
    IpAddress destination = has(sides, DetailWriter.OUTER_DESTINATION) ? address() : null;
    return new Tunnel(protocol, vni, version, source, destination, header());
  }

  private L4 header() {
    int kind = in.get();
    int first = (int) in.getSigned();
    int second = (int) in.getSigned();
    return switch (kind) {
      case 0 -> L4.NONE;
      case 1 -> new L4.Tcp(first, second, (int) in.getSigned(), in.get() != 0);
      case 2 -> new L4.Udp(first, second);
      case 3 -> new L4.Sctp(first, second);
      case 4 -> new L4.IcmpV4(first, second);
      case 5 -> new L4.IcmpV6(first, second);
      case 6 -> new L4.Vrrp(first, second, (int) in.getSigned());
      case 7 -> new L4.Igmp(first, second);
      default -> throw in.broken("a transport header of kind " + kind);
    };
  }

  private L7 message() {
    int head = in.get();
    int kind = head >>> DetailWriter.KIND_SHIFT;
    int type = head & ((1 << DetailWriter.KIND_SHIFT) - 1);
    if (kind >= KINDS.length || type >= TYPES.length) {
      throw in.broken("a message of kind " + kind + " and type " + type);
    }
    long latency = in.getSigned();
    return new L7(TYPES[type], latency, message(KINDS[kind]));
  }

  private L7.@Nullable Message message(Shape.L7Kind kind) {
    return switch (kind) {
      case NONE, OTHER -> null;
      case DNS -> dns();
      case HTTP -> http();
      case KAFKA ->
          new L7.Kafka(
              (int) in.getSigned(),
              (int) in.getSigned(),
              in.getString(),
              (int) in.getSigned(),
              in.getString());
    };
  }

  private L7.Dns dns() {
    return new L7.Dns(
        in.getString(),
        in.getStrings(),
        (int) in.getSigned(),
        in.getStrings(),
        in.getString(),
        (int) in.getSigned(),
        in.getStrings(),
        in.getStrings());
  }

  private L7.Http http() {
    int code = (int) in.getSigned();
    return new L7.Http(code, in.getString(), in.getString(), in.getString(), headers());
  }

  private List<L7.Header> headers() {
    int count = in.getCount();
    if (count == 0) {
      return List.of();
    }
    List<L7.Header> headers = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      headers.add(new L7.Header(in.getString(), in.getString()));
    }
    return List.copyOf(headers);
  }
}
