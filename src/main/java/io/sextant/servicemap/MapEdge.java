package io.sextant.servicemap;

import java.time.Instant;
import java.util.List;

/**
 * What a client asks of a server on one port, in a snapshot. Counts go on as long as the edge
 * lives; rates are packets per second over {@link MapSnapshot#windowSeconds}.
 *
 * @param source the client's node
 * @param destination the server's node
 * @param port of the server, 0 for protocols without ports, or {@link #MORE_PORTS}
 * @param forwarded packets of both directions that went through
 * @param dropped packets that did not
 * @param audit packets that policy would have denied if it were enforced
 * @param deniedBy policies that denied, as {@code namespace/name}
 * @param allowedBy policies that allowed
 */
public record MapEdge(
    String source,
    String destination,
    String protocol,
    int port,
    long forwarded,
    long dropped,
    long audit,
    double forwardedRate,
    double droppedRate,
    double auditRate,
    Instant lastSeen,
    List<DropCount> dropReasons,
    List<String> deniedBy,
    List<String> allowedBy) {

  /** Stands for all ports beyond {@link MapLimits#portsPerPair}. */
  public static final int MORE_PORTS = -1;

  /**
   * Packets dropped for one reason.
   *
   * @param reason its name in Hubble's API
   */
  public record DropCount(String reason, long count) {}
}
