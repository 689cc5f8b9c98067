package io.sextant.control;

import io.sextant.enrich.PodName;
import io.sextant.flow.IpAddress;
import io.sextant.manifest.ClusterObjects;
import java.util.Map;
import java.util.Set;

/**
 * All that a plan is made from.
 *
 * @param local pods of this node that a container runtime or an adoption told of, by name
 * @param names that DNS answers gave addresses for
 */
public record Wanted(
    ClusterObjects objects, Map<PodName, EndpointSpec> local, Map<IpAddress, Set<String>> names) {
  public static final Wanted NOTHING = new Wanted(ClusterObjects.NONE, Map.of(), Map.of());

  public Wanted {
    local = Map.copyOf(local);
    names = Map.copyOf(names);
  }

  /** The same with other objects. */
  public Wanted with(ClusterObjects others) {
    return new Wanted(others, local, names);
  }
}
