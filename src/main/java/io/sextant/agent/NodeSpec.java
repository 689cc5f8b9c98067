package io.sextant.agent;

import io.sextant.flow.IpAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The node that an agent is on.
 *
 * @param clusterName cluster that its pods' identities belong to
 * @param addresses the node's own, of identity host
 * @param networkNamespace name of the namespace that the devices are in, or null for the process's
 *     own
 */
public record NodeSpec(
    String name, String clusterName, List<IpAddress> addresses, @Nullable String networkNamespace) {
  public NodeSpec {
    addresses = List.copyOf(addresses);
  }
}
