package io.sextant.history;

import static java.util.Objects.requireNonNull;

import io.sextant.filter.Condition;
import io.sextant.flow.Event;
import io.sextant.flow.Flow;
import io.sextant.history.block.Block;
import io.sextant.history.block.Dictionary;
import io.sextant.history.block.Scratch;
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
    try (Scratch scratch = new Scratch()) {
      scan.run(
          new Drawing(map, sinceNanos, untilNanos, scratch),
          summed ? new HistoryScan.Summing(range, 0, sums) : null);
    } catch (BrokenRollupException e) {
      LOG.log(Level.WARNING, "history: sums are damaged, the map is drawn from flows", e);
      return null;
    }
    if (!sums.isExact()) {
      return null;
    }
    return scan.since() > scan.until()
        ? new Drawn(map.snapshot(0, 0), 0, -1, scan.lost())
        : new Drawn(
            map.snapshot(scan.since(), scan.until()), scan.since(), scan.until(), scan.lost());
  }

  private record Drawing(RangeMap map, long sinceNanos, long untilNanos, Scratch scratch)
      implements HistoryScan.Visitor {
    @Override
    public void enter(Dictionary dictionary) {}

    @Override
    public void block(Block block, int @Nullable [] rows) {
      int count = rows == null ? block.rows() : rows.length;
      for (int i = 0; i < count; i++) {
        Flow flow = block.flow(rows == null ? i : rows[i], scratch);
        if (flow.timeNanos() >= sinceNanos && flow.timeNanos() <= untilNanos) {
          map.add(flow);
        }
      }
    }

    @Override
    public void flow(Flow flow) {
      map.add(flow);
    }
  }
}
