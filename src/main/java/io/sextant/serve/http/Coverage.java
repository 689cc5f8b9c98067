package io.sextant.serve.http;

import io.sextant.filter.Verdicts;
import io.sextant.flow.Event;
import io.sextant.flow.Flow;
import io.sextant.store.Answer;
import io.sextant.store.EventStore;
import io.sextant.store.Query;
import org.jspecify.annotations.Nullable;

/**
 * What a store has of a range, and what it lacks.
 *
 * <p>Lost is what happened and no answer can have any more, wherever it fell out: on its way into
 * the memory, or between memory and disk. What the disk could not take and the memory still has is
 * in the answers, and is lost only when the memory is written over. What one reader was too slow
 * for is that reader's, and not lost: answers tell it as {@code missed}.
 */
final class Coverage {
  private final EventStore store;
  private final LossBook losses;

  Coverage(EventStore store, LossBook losses) {
    this.store = store;
    this.losses = losses;
  }

  Completeness of(TimeRange range) {
    LossBook.Cover cover = losses.cover(range.sinceNanos(), range.endNanos());
    Flow oldest = one(store, new Query.Past.First(1));
    Flow newest = one(store, new Query.Past.Last(1));
    if (oldest == null || newest == null) {
      return Completeness.of(null, null, cover);
    }
    long since = Math.max(range.sinceNanos(), oldest.timeNanos());
    long until = Math.min(range.untilNanos(), newest.timeNanos());
    return since > until
        ? Completeness.of(null, null, cover)
        : Completeness.of(FlowRow.time(since), FlowRow.time(until), cover);
  }

  /** Sequence number of the oldest event that the store has. */
  static long start(EventStore store) {
    try (Answer answer = store.query(Query.all(Query.NOTHING))) {
      return answer.position();
    }
  }

  /** The oldest flow that the store has, or null. */
  static @Nullable Flow oldest(EventStore store) {
    return one(store, new Query.Past.First(1));
  }

  private static @Nullable Flow one(EventStore store, Query.Past past) {
    Query query = new Query(Verdicts.ANY, Long.MIN_VALUE, Long.MAX_VALUE, past, Query.Then.STOP);
    try (Answer answer = store.query(query)) {
      while (true) {
        Event event = answer.next();
        if (event == null || event instanceof Flow) {
          return (Flow) event;
        }
      }
    }
  }
}
