package io.sextant.filter;

import io.sextant.flow.Event;
import io.sextant.flow.Flow;
import io.sextant.flow.Workload;
import java.util.List;

/**
 * By what the pod of one side belongs to.
 *
 * @param workloads an empty name or kind stands for any
 */
public record Workloads(Side side, List<Workload> workloads) implements Criterion {
  public Workloads {
    workloads = List.copyOf(workloads);
  }

  @Override
  public boolean test(Event event) {
    if (event instanceof Flow flow) {
      for (Workload workload : side.endpoint(flow).workloads()) {
        if (any(workload)) {
          return true;
        }
      }
    }
    return false;
  }

  @Override
  public Side endpointSide() {
    return side;
  }

  @Override
  public int cost() {
    return 10;
  }

  private boolean any(Workload other) {
    for (Workload wanted : workloads) {
      if ((wanted.name().isEmpty() || wanted.name().equals(other.name()))
          && (wanted.kind().isEmpty() || wanted.kind().equals(other.kind()))) {
        return true;
      }
    }
    return false;
  }
}
