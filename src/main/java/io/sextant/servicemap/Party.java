package io.sextant.servicemap;

import io.sextant.flow.Endpoint;
import java.util.List;

/**
 * One side of a flow, with its node and where to note that it was seen. Endpoints are compared as
 * objects, because they are shared by their flows and expensive to hash; an equal but different
 * object takes the long way to the same node.
 */
record Party(Endpoint endpoint, String dnsName, Peer peer, Sighting seen) {

  @SuppressWarnings("ReferenceEquality")
  boolean is(Endpoint other, String otherName) {
    return endpoint == other && dnsName.equals(otherName) && !seen.isGone();
  }

  /** The name that counts: only what has no pod is known by its DNS name. */
  static String dnsName(Endpoint endpoint, List<String> names) {
    return names.isEmpty() || !endpoint.podName().isEmpty() ? "" : names.getFirst();
  }

  static int hash(Endpoint endpoint, String dnsName) {
    int hash = (System.identityHashCode(endpoint) * 31 + dnsName.hashCode()) * 0x9e3779b9;
    return hash ^ (hash >>> 16);
  }
}
