package io.sextant.filter;

import io.sextant.flow.Endpoint;
import io.sextant.flow.Event;
import io.sextant.flow.Flow;
import java.util.List;

/** By the pod of one side. */
public record Pods(Side side, List<NamePrefix> names) implements Criterion {
  public Pods {
    names = List.copyOf(names);
  }

  public static Pods parse(Side side, List<String> texts) {
    return new Pods(
        side, texts.stream().map(text -> NamePrefix.parse(side.field("pod"), text)).toList());
  }

  @Override
  public boolean test(Event event) {
    if (!(event instanceof Flow flow)) {
      return false;
    }
    Endpoint endpoint = side.endpoint(flow);
    for (int i = 0; i < names.size(); i++) {
      if (names.get(i).fits(endpoint)) {
        return true;
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
    return 8;
  }
}
