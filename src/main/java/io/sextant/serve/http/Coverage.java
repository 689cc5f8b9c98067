package io.sextant.serve.http;

import io.sextant.filter.Verdicts;
import io.sextant.flow.Event;
import io.sextant.flow.Flow;
import io.sextant.flow.LostEvents;
import io.sextant.serve.http.StatusReport.Completeness;
import io.sextant.serve.http.StatusReport.StageLoss;
import io.sextant.store.Answer;
import io.sextant.store.EventStore;
import io.sextant.store.Query;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a store has of a range, and the gaps in it. */
final class Coverage {
  private Coverage() {}

  static Completeness of(EventStore store, TimeRange range) {
    List<StageLoss> stages = losses(store, range);
    long lost = stages.stream().mapToLong(StageLoss::lost).sum();
    Flow oldest = one(store, new Query.Past.First(1));
    Flow newest = one(store, new Query.Past.Last(1));
    if (oldest == null || newest == null) {
      return new Completeness(null, null, lost, stages);
    }
    long since = Math.max(range.sinceNanos(), oldest.timeNanos());
    long until = Math.min(range.untilNanos(), newest.timeNanos());
    return since > until
        ? new Completeness(null, null, lost, stages)
        : new Completeness(FlowRow.time(since), FlowRow.time(until), lost, stages);
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

  private static List<StageLoss> losses(EventStore store, TimeRange range) {
    var lost = new TreeMap<String, StageLoss>();
    Query query =
        new Query(
            Query.NOTHING,
            range.sinceNanos(),
            range.untilNanos(),
            new Query.Past.All(),
            Query.Then.STOP);
    try (Answer answer = store.query(query)) {
      while (answer.next() instanceof LostEvents loss) {
        if (loss.source() != LostEvents.Source.HUBBLE_RING_BUFFER
            && range.covers(loss.timeNanos())) {
          String node = loss.node().name();
          String stage = stage(loss.source());
          lost.merge(
              node + " " + stage,
              new StageLoss(node, stage, loss.count()),
              (a, b) -> new StageLoss(node, stage, a.lost() + b.lost()));
        }
      }
    }
    return new ArrayList<>(lost.values());
  }

  static String stage(LostEvents.Source source) {
    return switch (source) {
      case PERF_EVENT_RING_BUFFER -> "kernel ring";
      case OBSERVER_EVENTS_QUEUE -> "queue";
      case HUBBLE_RING_BUFFER -> "memory ring";
      case UNKNOWN_LOST_EVENT_SOURCE -> "unknown stage";
    };
  }
}
