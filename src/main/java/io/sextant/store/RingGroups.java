package io.sextant.store;

import io.sextant.flow.Event;
import io.sextant.flow.Flow;
import io.sextant.flow.LostEvents;

/** Counts what is in memory, event by event, in the caller's thread. */
final class RingGroups {
  private RingGroups() {}

  static Groups of(MemoryRing ring, Aggregation wanted) {
    GroupTable table = new GroupTable(wanted);
    Query query =
        new Query(
            Flow.class::isInstance,
            Long.MIN_VALUE,
            Long.MAX_VALUE,
            new Query.Past.All(),
            Query.Then.STOP);
    long oldest = Long.MAX_VALUE;
    long newest = Long.MIN_VALUE;
    long missed = 0;
    try (Answer answer = ring.query(query)) {
      for (Event event = answer.next(); event != null; event = answer.next()) {
        long time = event.timeNanos();
        if (event instanceof LostEvents loss) {
          missed += answer.isOwnLoss() ? loss.count() : 0;
        } else {
          oldest = Math.min(oldest, time);
          newest = Math.max(newest, time);
          if (event instanceof Flow flow && wanted.covers(time) && wanted.wanted().test(flow)) {
            table.add(flow);
          }
        }
      }
    }
    return table.groups(covered(wanted, oldest, newest), missed);
  }

  private static Groups.Covered covered(Aggregation wanted, long oldest, long newest) {
    long since = Math.max(wanted.sinceNanos(), oldest);
    long until = Math.min(wanted.untilNanos(), newest);
    return since > until ? Groups.Covered.NOTHING : new Groups.Covered(since, until);
  }
}
