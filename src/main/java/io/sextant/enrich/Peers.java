package io.sextant.enrich;

import io.sextant.decode.Packet;
import io.sextant.flow.Endpoint;
import io.sextant.flow.Flow;
import io.sextant.flow.IpAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The two sides of a packet while its flow is made. */
final class Peers {
  private final EndpointResolver endpoints;
  private Endpoint source = Endpoint.UNKNOWN;
  private Endpoint destination = Endpoint.UNKNOWN;
  private long sourceHigh;
  private long sourceLow;

  Peers(EndpointResolver endpoints) {
    this.endpoints = endpoints;
  }

  /** The sides by the packet's addresses; identities are the datapath's, or 0. */
  void ofPacket(ClusterView view, Packet packet, int sourceIdentity, int destinationIdentity) {
    if (packet.hasIp()) {
      sourceHigh = packet.sourceHigh();
      sourceLow = packet.sourceLow();
      source = endpoints.resolve(view, sourceHigh, sourceLow, sourceIdentity);
      destination =
          endpoints.resolve(
              view, packet.destinationHigh(), packet.destinationLow(), destinationIdentity);
    } else {
      source = endpoints.resolve(view, sourceIdentity);
      destination = endpoints.resolve(view, destinationIdentity);
    }
  }

  /** The packet's source was another one before translation. */
  void originalSource(ClusterView view, long high, long low, int identity) {
    sourceHigh = high;
    sourceLow = low;
    source = endpoints.resolve(view, high, low, identity);
  }

  Endpoint source() {
    return source;
  }

  Endpoint destination() {
    return destination;
  }

  /** The packet's source address if it is not the original one, or null. */
  @Nullable IpAddress translatedSource(Packet packet) {
    boolean same = packet.sourceHigh() == sourceHigh && packet.sourceLow() == sourceLow;
    return same || !packet.hasIp() ? null : new IpAddress(packet.sourceHigh(), packet.sourceLow());
  }

  void write(Flow.Builder flow, ClusterView view, Packet packet) {
    flow.endpoints(source, destination);
    if (!packet.hasIp()) {
      return;
    }
    long destinationHigh = packet.destinationHigh();
    long destinationLow = packet.destinationLow();
    boolean ports = packet.protocol().hasPorts();
    flow.ip(packet.ipVersion(), sourceHigh, sourceLow, destinationHigh, destinationLow)
        .names(
            names(view, destination, sourceHigh, sourceLow),
            names(view, source, destinationHigh, destinationLow))
        .services(
            view.serviceAt(sourceHigh, sourceLow, ports ? packet.first() : 0),
            view.serviceAt(destinationHigh, destinationLow, ports ? packet.second() : 0));
  }

  /** Names of one side's address are those that the other side looked it up by. */
  static List<String> names(ClusterView view, Endpoint other, long high, long low) {
    return other.id() == 0 ? List.of() : view.names(other.id(), high, low);
  }
}
