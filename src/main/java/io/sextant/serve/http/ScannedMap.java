package io.sextant.serve.http;

import io.sextant.filter.Verdicts;
import io.sextant.flow.Event;
import io.sextant.flow.Flow;
import io.sextant.flow.LostEvents;
import io.sextant.servicemap.MapLimits;
import io.sextant.servicemap.PastMap;
import io.sextant.servicemap.RangeMap;
import io.sextant.store.Answer;
import io.sextant.store.EventStore;
import io.sextant.store.Query;
import java.util.function.Predicate;

/** Maps of a time that is over, from the flows of a store one by one. */
final class ScannedMap implements PastMap {
  private final EventStore store;

  ScannedMap(EventStore store) {
    this.store = store;
  }

  @Override
  public Drawn draw(long sinceNanos, long untilNanos, Predicate<Event> wanted) {
    RangeMap map = new RangeMap(MapLimits.DEFAULT);
    long missed = 0;
    long oldest = Long.MAX_VALUE;
    long newest = Long.MIN_VALUE;
    Query query =
        new Query(
            Verdicts.ANY, Long.MIN_VALUE, Long.MAX_VALUE, new Query.Past.All(), Query.Then.STOP);
    try (Answer answer = store.query(query)) {
      for (Event event = answer.next(); event != null; event = answer.next()) {
        long time = event.timeNanos();
        boolean inside = time >= sinceNanos && time <= untilNanos;
        if (event instanceof LostEvents loss) {
          missed += answer.isOwnLoss() ? loss.count() : 0;
        } else {
          oldest = Math.min(oldest, time);
          newest = Math.max(newest, time);
          if (inside && event instanceof Flow flow && wanted.test(flow)) {
            map.add(flow);
          }
        }
      }
    }
    long since = Math.max(sinceNanos, oldest);
    long until = Math.min(untilNanos, newest);
    return since > until
        ? new Drawn(map.snapshot(0, 0), 0, -1, missed)
        : new Drawn(map.snapshot(since, until), since, until, missed);
  }
}
