package io.sextant.enrich;

import io.sextant.decode.TraceSockNotify;
import io.sextant.flow.Endpoint;
import io.sextant.flow.EventType;
import io.sextant.flow.Flow;
import io.sextant.flow.FlowExtras;
import io.sextant.flow.FlowType;
import io.sextant.flow.IpAddress;
import io.sextant.flow.IpVersion;
import io.sextant.flow.L4Protocol;
import io.sextant.flow.Service;
import io.sextant.flow.SocketTrace;
import io.sextant.flow.Verdict;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Translated sockets to flows. The pod comes from the control group of the process; its port is not
 * known. Belongs to one thread.
 */
final class SocketEnricher {
  private final EndpointResolver endpoints;
  private final boolean skipUnknown;
  private final Flow.Builder flow = new Flow.Builder();

  SocketEnricher(EndpointResolver endpoints, boolean skipUnknown) {
    this.endpoints = endpoints;
    this.skipUnknown = skipUnknown;
  }

  /** Null when the pod is not known and such events are skipped. */
  @Nullable Flow flow(TraceSockNotify socket, ClusterView view, Arrival arrival) {
    long cgroup = socket.cgroupId();
    IpAddress pod = socket.ipv6() ? view.podV6(cgroup) : view.podV4(cgroup);
    if (pod == null && skipUnknown) {
      return null;
    }
    flow.time(arrival.timeNanos(), arrival.bootNanos())
        .seenOn(arrival.node(), arrival.cpu())
        .uuid(arrival.uuidHigh(), arrival.uuidLow())
        .event(FlowType.SOCK, EventType.TRACE_SOCK, socket.subType())
        .verdict(verdict(socket.subType()))
        .summary(summary(socket.protocol()))
        .extras(extras(socket, cgroup));
    if (socket.reverse()) {
      reverse(socket, pod, view);
    } else {
      forward(socket, pod, view);
    }
    return flow.build();
  }

  private void forward(TraceSockNotify socket, @Nullable IpAddress pod, ClusterView view) {
    Endpoint client = client(pod, view);
    Endpoint server = server(socket, view);
    IpAddress shown = pod == null ? new IpAddress(0, 0) : pod;
    long high = socket.destinationHigh();
    long low = socket.destinationLow();
    flow.ip(version(socket), shown.high(), shown.low(), high, low)
        .endpoints(client, server)
        .names(clientNames(pod, server, view), Peers.names(view, client, high, low))
        .services(clientService(pod, view), view.serviceAt(high, low, socket.destinationPort()));
    if (pod == null) {
      flow.unknownSource();
    }
    if (socket.protocol() != L4Protocol.NONE) {
      flow.ports(socket.protocol(), 0, socket.destinationPort());
    }
  }

  private void reverse(TraceSockNotify socket, @Nullable IpAddress pod, ClusterView view) {
    Endpoint client = client(pod, view);
    Endpoint server = server(socket, view);
    IpAddress shown = pod == null ? new IpAddress(0, 0) : pod;
    long high = socket.destinationHigh();
    long low = socket.destinationLow();
    flow.ip(version(socket), high, low, shown.high(), shown.low())
        .endpoints(server, client)
        .names(Peers.names(view, client, high, low), clientNames(pod, server, view))
        .services(view.serviceAt(high, low, socket.destinationPort()), clientService(pod, view));
    if (pod == null) {
      flow.unknownDestination();
    }
    if (socket.protocol() != L4Protocol.NONE) {
      flow.ports(socket.protocol(), socket.destinationPort(), 0);
    }
  }

  private Endpoint client(@Nullable IpAddress pod, ClusterView view) {
    return pod == null ? Endpoint.UNKNOWN : endpoints.resolve(view, pod.high(), pod.low(), 0);
  }

  private Endpoint server(TraceSockNotify socket, ClusterView view) {
    return endpoints.resolve(view, socket.destinationHigh(), socket.destinationLow(), 0);
  }

  private static List<String> clientNames(
      @Nullable IpAddress pod, Endpoint server, ClusterView view) {
    return pod == null ? List.of() : Peers.names(view, server, pod.high(), pod.low());
  }

  private static @Nullable Service clientService(@Nullable IpAddress pod, ClusterView view) {
    return pod == null ? null : view.serviceAt(pod.high(), pod.low(), 0);
  }

  private static IpVersion version(TraceSockNotify socket) {
    return socket.ipv6() ? IpVersion.IPv6 : IpVersion.IPv4;
  }

  private static FlowExtras extras(TraceSockNotify socket, long cgroup) {
    SocketTrace trace = new SocketTrace(socket.subType(), socket.cookie(), cgroup);
    return new FlowExtras(null, null, null, trace, "", 0, 0);
  }

  private static Verdict verdict(int translationPoint) {
    return switch (translationPoint) {
      case 1, 3 -> Verdict.TRACED;
      case 2, 4 -> Verdict.TRANSLATED;
      default -> Verdict.VERDICT_UNKNOWN;
    };
  }

  private static String summary(L4Protocol protocol) {
    return protocol == L4Protocol.NONE ? "Unknown" : protocol.text();
  }
}
