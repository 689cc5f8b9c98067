package io.sextant.history;

import static java.util.Objects.requireNonNull;

import io.sextant.filter.Condition;
import io.sextant.flow.Event;
import io.sextant.history.rollup.BrokenRollupException;
import io.sextant.history.rollup.RollupRange;
import io.sextant.servicemap.MapLimits;
import io.sextant.servicemap.PastMap;
import io.sextant.servicemap.RangeMap;
import io.sextant.store.EventStore;
import java.util.function.Predicate;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Draws maps from flows, wherever they are kept; any thread. */
final class HistoryMap implements PastMap {
  private static final Logger LOG = Logger.getLogger(HistoryMap.class.getName());

  private final EventStore store;
  private final StoredFlows stored;

  /** See {@link HistoryScan}. */
  HistoryMap(EventStore store, StoredFlows stored) {
    this.store = store;
    this.stored = stored;
  }

  @Override
  public Drawn draw(long sinceNanos, long untilNanos, Predicate<Event> wanted) {
    if (wanted.equals(Condition.EVERYTHING)) {
      Drawn drawn = draw(sinceNanos, untilNanos, wanted, true);
      if (drawn != null) {
        return drawn;
      }
    }
    return requireNonNull(draw(sinceNanos, untilNanos, wanted, false));
  }

  /** Null where sums cannot tell. */
  private @Nullable Drawn draw(
      long sinceNanos, long untilNanos, Predicate<Event> wanted, boolean summed) {
    RangeMap map = new RangeMap(MapLimits.DEFAULT);
    SummedMap sums = new SummedMap(map);
    RollupRange range = RollupRange.of(sinceNanos, untilNanos);
    HistoryScan scan = new HistoryScan(store, stored, sinceNanos, untilNanos, wanted);
    try (BlockMap blocks = new BlockMap(map, sinceNanos, untilNanos)) {
      scan.run(blocks, summed ? new HistoryScan.Summing(range, 0, sums) : null);
      blocks.finish();
    } catch (BrokenRollupException e) {
      LOG.log(Level.WARNING, "history: sums are damaged, the map is drawn from flows", e);
      return null;
    }
    if (!sums.isExact()) {
      return null;
    }
    return scan.since() > scan.until()
        ? new Drawn(map.snapshot(0, 0), 0, -1, scan.missed())
        : new Drawn(
            map.snapshot(scan.since(), scan.until()), scan.since(), scan.until(), scan.missed());
  }
}
