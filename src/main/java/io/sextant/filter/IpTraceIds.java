package io.sextant.filter;

import io.sextant.flow.Event;
import io.sextant.flow.Flow;
import java.util.Set;

/** By the id in an IP option; 0 is that of every event without. */
public record IpTraceIds(Set<Long> ids) implements Criterion {
  public IpTraceIds {
    ids = Set.copyOf(ids);
  }

  @Override
  public boolean test(Event event) {
    return ids.contains(event instanceof Flow flow ? flow.extras().ipTraceId() : 0L);
  }

  @Override
  public int cost() {
    return 6;
  }
}
