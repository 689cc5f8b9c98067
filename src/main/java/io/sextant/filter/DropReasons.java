package io.sextant.filter;

import io.sextant.flow.Event;
import io.sextant.flow.Flow;
import io.sextant.flow.Verdict;
import java.util.Set;

/**
 * By drop reason; holds for dropped flows only.
 *
 * @param reasons numbers, see {@link io.sextant.flow.DropReason}
 */
public record DropReasons(Set<Integer> reasons) implements Criterion {
  public DropReasons {
    reasons = Set.copyOf(reasons);
  }

  @Override
  public boolean test(Event event) {
    return event instanceof Flow flow
        && flow.verdict() == Verdict.DROPPED
        && reasons.contains(flow.dropReason());
  }

  @Override
  public int cost() {
    return 2;
  }
}
