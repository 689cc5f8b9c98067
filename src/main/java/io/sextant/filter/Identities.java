package io.sextant.filter;

import io.sextant.flow.Endpoint;
import io.sextant.flow.Event;
import io.sextant.flow.Flow;
import java.util.Set;

/** By the security identity of one side. */
public record Identities(Side side, Set<Integer> numbers) implements Criterion {
  public Identities {
    numbers = Set.copyOf(numbers);
  }

  @Override
  public boolean test(Event event) {
    if (!(event instanceof Flow flow)) {
      return false;
    }
    Endpoint endpoint = side.endpoint(flow);
    return numbers.contains(endpoint.identity()) && !endpoint.equals(Endpoint.ABSENT);
  }

  @Override
  public Side endpointSide() {
    return side;
  }

  @Override
  public int cost() {
    return 4;
  }
}
