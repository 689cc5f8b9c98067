package io.sextant.filter;

import io.sextant.flow.Event;
import io.sextant.flow.Flow;
import java.util.List;

/**
 * By TCP flags.
 *
 * @param sets bits of {@link io.sextant.flow.TcpFlags}; all of one set must be set, none at all
 *     fits every packet with TCP flags
 */
public record TcpFlagSets(List<Integer> sets) implements Criterion {
  public TcpFlagSets {
    sets = List.copyOf(sets);
  }

  @Override
  public boolean test(Event event) {
    if (event instanceof Flow flow && flow.hasTcpFlags()) {
      for (int set : sets) {
        if ((flow.tcpFlags() & set) == set) {
          return true;
        }
      }
    }
    return false;
  }

  @Override
  public int cost() {
    return 3;
  }
}
