package io.sextant.filter;

import io.sextant.flow.Event;
import io.sextant.flow.Flow;
import io.sextant.flow.Verdict;
import java.util.Set;

/**
 * By whether a flow answers an earlier one. Where that is unknown the criterion does not hold,
 * except that dropped flows count as no reply.
 */
public record Replies(Set<Boolean> values) implements Criterion {
  public Replies {
    values = Set.copyOf(values);
  }

  @Override
  public boolean test(Event event) {
    if (!(event instanceof Flow flow)) {
      return false;
    }
    return switch (flow.reply()) {
      case YES -> values.contains(true);
      case NO -> values.contains(false);
      case UNKNOWN -> flow.verdict() == Verdict.DROPPED && values.contains(false);
    };
  }

  @Override
  public int cost() {
    return 2;
  }
}
