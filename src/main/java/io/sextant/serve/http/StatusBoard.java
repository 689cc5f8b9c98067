package io.sextant.serve.http;

import io.sextant.store.EventStore;
import io.sextant.store.RingStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes status reports; any number of threads may ask, one report serves all of half a second. */
public final class StatusBoard {
  private static final Duration KEPT = Duration.ofMillis(500);
  private static final Duration RATE_WINDOW = Duration.ofSeconds(5);

  private final String version;
  private final SourceBadge origin;
  private final EventStore store;
  private final Coverage coverage;
  private final Supplier<List<NodeState>> nodes;
  private final Supplier<@Nullable HistoryReport> history;
  private final InstantSource clock;
  private final Instant started;
  private @Nullable StatusReport report;
  private Instant reported = Instant.MIN;

  /**
   * @param version of the server
   * @param losses of what the store holds
   * @param nodes the sources of flows, as they are now
   * @param history how it is now; null where none is kept
   */
  public StatusBoard(
      String version,
      SourceBadge origin,
      EventStore store,
      LossBook losses,
      Supplier<List<NodeState>> nodes,
      Supplier<@Nullable HistoryReport> history,
      InstantSource clock) {
    this.version = version;
    this.origin = origin;
    this.store = store;
    this.coverage = new Coverage(store, losses);
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

  /** What the store holds now, and the gaps in it. */
  Completeness completeness() {
    return coverage.of(TimeRange.ALL);
  }
}
