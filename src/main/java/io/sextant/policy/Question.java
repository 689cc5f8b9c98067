package io.sextant.policy;

import io.sextant.flow.L4Protocol;
import io.sextant.flow.TrafficDirection;
import java.util.Locale;

/**
 * May an endpoint talk to a peer?
 *
 * @param subject the endpoint that is asked about
 * @param direction as the subject sees it, in which the connection is opened
 * @param protocol {@link L4Protocol#NONE} for one that has no name here
 * @param port destination port or ICMP type, 0 for a protocol that has neither
 */
public record Question(
    Identity subject, TrafficDirection direction, Identity peer, L4Protocol protocol, int port) {
  public Question {
    if (direction == TrafficDirection.TRAFFIC_DIRECTION_UNKNOWN) {
      throw new IllegalArgumentException("a question needs a direction, ingress or egress");
    }
    if (port < 0 || port > PortRange.last(protocol)) {
      throw new IllegalArgumentException(
          "%s %d: must be 0 to %d".formatted(portName(protocol), port, PortRange.last(protocol)));
    }
  }

  /** Whose names of ports count: the one who is connected to. */
  Identity destination() {
    return direction == TrafficDirection.INGRESS ? subject : peer;
  }

  /** As in {@code TCP port 443}. */
  String service() {
    return PortRange.last(protocol) == 0
        ? protocol.text()
        : "%s %s %d".formatted(protocol.text(), portName(protocol), port);
  }

  @Override
  public String toString() {
    String way = direction == TrafficDirection.INGRESS ? "from" : "to";
    return "%s of %s %s %s on %s"
        .formatted(direction.name().toLowerCase(Locale.ROOT), subject, way, peer, service());
  }

  private static String portName(L4Protocol protocol) {
    return protocol.hasPorts() ? "port" : "type";
  }
}
