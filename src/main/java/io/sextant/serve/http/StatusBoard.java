package io.sextant.serve.http;

import io.sextant.flow.Event;
import io.sextant.flow.Flow;
import io.sextant.flow.LostEvents;
import io.sextant.serve.http.StatusReport.Completeness;
import io.sextant.serve.http.StatusReport.StageLoss;
import io.sextant.store.Answer;
import io.sextant.store.EventStore;
import io.sextant.store.Query;
import io.sextant.store.RingStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes status reports; any number of threads may ask, one report serves all of half a second. */
public final class StatusBoard {
  private static final Duration KEPT = Duration.ofMillis(500);
  private static final Duration RATE_WINDOW = Duration.ofSeconds(5);

  private final String version;
  private final SourceBadge origin;
  private final EventStore store;
  private final Supplier<List<NodeState>> nodes;
  private final Supplier<@Nullable HistoryReport> history;
  private final InstantSource clock;
  private final Instant started;
  private @Nullable StatusReport report;
  private Instant reported = Instant.MIN;

  /**
   * @param version of the server
   * @param nodes the sources of flows, as they are now
   * @param history how it is now; null where none is kept
   */
  public StatusBoard(
      String version,
      SourceBadge origin,
      EventStore store,
      Supplier<List<NodeState>> nodes,
      Supplier<@Nullable HistoryReport> history,
      InstantSource clock) {
    this.version = version;
    this.origin = origin;
    this.store = store;
    this.nodes = nodes;
    this.history = history;
    this.clock = clock;
    this.started = clock.instant();
  }

  /** Tells this start of the server from others. */
  String run() {
    return Long.toString(started.toEpochMilli(), Character.MAX_RADIX);
  }

  synchronized StatusReport report() {
    Instant now = clock.instant();
    StatusReport known = report;
    if (known != null && Duration.between(reported, now).compareTo(KEPT) < 0) {
      return known;
    }
    RingStatus memory = store.status();
    StatusReport made =
        new StatusReport(
            version,
            run(),
            origin,
            Duration.between(started, now).toSeconds(),
            store.flowsPerSecond(RATE_WINDOW),
            memory.current(),
            memory.capacity(),
            memory.seenFlows(),
            completeness(),
            List.copyOf(nodes.get()),
            history.get());
    report = made;
    reported = now;
    return made;
  }

  /** What the memory holds now, and the gaps in it. */
  Completeness completeness() {
    Flow oldest = one(new Query.Past.First(1));
    Flow newest = one(new Query.Past.Last(1));
    List<StageLoss> stages = losses();
    return new Completeness(
        oldest == null ? null : FlowRow.time(oldest.timeNanos()),
        newest == null ? null : FlowRow.time(newest.timeNanos()),
        stages.stream().mapToLong(StageLoss::lost).sum(),
        stages);
  }

  private @Nullable Flow one(Query.Past past) {
    Query query =
        new Query(Flow.class::isInstance, Long.MIN_VALUE, Long.MAX_VALUE, past, Query.Then.STOP);
    try (Answer answer = store.query(query)) {
      while (true) {
        Event event = answer.next();
        if (event == null || event instanceof Flow) {
          return (Flow) event;
        }
      }
    }
  }

  /** An answer reports every loss in its interval, whatever else is wanted. */
  private List<StageLoss> losses() {
    var lost = new TreeMap<String, StageLoss>();
    try (Answer answer = store.query(Query.all(_ -> false))) {
      while (answer.next() instanceof LostEvents loss) {
        if (loss.source() != LostEvents.Source.HUBBLE_RING_BUFFER) {
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
