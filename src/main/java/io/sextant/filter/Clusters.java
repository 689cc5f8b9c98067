package io.sextant.filter;

import io.sextant.flow.Event;
import io.sextant.flow.Flow;
import java.util.Set;

/** By the cluster of one side, exactly. */
public record Clusters(Side side, Set<String> names) implements Criterion {
  public Clusters {
    names = Set.copyOf(names);
    if (names.contains("")) {
      throw InvalidFilterException.value(
          side.field("cluster_name"), "", "is empty: give the name of a cluster");
    }
  }

  @Override
  public boolean test(Event event) {
    return event instanceof Flow flow && names.contains(side.endpoint(flow).clusterName());
  }

  @Override
  public Side endpointSide() {
    return side;
  }

  @Override
  public int cost() {
    return 6;
  }
}
