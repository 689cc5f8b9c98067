package io.sextant.filter;

import io.sextant.flow.Event;
import io.sextant.flow.Flow;
import java.util.Set;

/** By W3C trace id; the empty one is that of every event without. */
public record TraceIds(Set<String> ids) implements Criterion {
  public TraceIds {
    ids = Set.copyOf(ids);
  }

  @Override
  public boolean test(Event event) {
    return ids.contains(event instanceof Flow flow ? flow.extras().traceId() : "");
  }

  @Override
  public int cost() {
    return 6;
  }
}
