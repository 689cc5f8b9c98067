package io.sextant.filter;

import io.sextant.flow.Event;
import io.sextant.flow.Flow;
import java.util.Set;

/** By whether a packet travelled encrypted; one without an IP header did not. */
public record Encryption(Set<Boolean> values) implements Criterion {
  public Encryption {
    values = Set.copyOf(values);
  }

  @Override
  public boolean test(Event event) {
    return event instanceof Flow flow && values.contains(flow.encrypted());
  }

  @Override
  public int cost() {
    return 2;
  }
}
