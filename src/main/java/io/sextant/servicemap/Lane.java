package io.sextant.servicemap;

import io.sextant.flow.Endpoint;
import io.sextant.flow.L4Protocol;
import java.util.List;

/**
 * The answer to one look-up: from two endpoint objects, protocol and port to the edge. Endpoints
 * are compared as objects, because they are shared by their flows and expensive to hash; an equal
 * but different object takes the long way to the same edge.
 */
record Lane(
    Endpoint client,
    Endpoint server,
    String clientName,
    String serverName,
    L4Protocol protocol,
    int port,
    Edge edge,
    Sighting clientSeen,
    Sighting serverSeen) {

  @SuppressWarnings("ReferenceEquality")
  boolean is(
      Endpoint client,
      Endpoint server,
      String clientName,
      String serverName,
      L4Protocol protocol,
      int port) {
    return this.client == client
        && this.server == server
        && this.port == port
        && this.protocol == protocol
        && this.clientName.equals(clientName)
        && this.serverName.equals(serverName);
  }

  static int place(Endpoint client, Endpoint server, L4Protocol protocol, int port, int mask) {
    int hash = System.identityHashCode(client) * 31 + System.identityHashCode(server);
    hash = (hash * 31 + port) * 31 + protocol.ianaNumber();
    hash *= 0x9e3779b9;
    return (hash ^ (hash >>> 16)) & mask;
  }

  /** The name that counts: only what has no pod is known by its DNS name. */
  static String dnsName(Endpoint endpoint, List<String> names) {
    return names.isEmpty() || !endpoint.podName().isEmpty() ? "" : names.getFirst();
  }
}
