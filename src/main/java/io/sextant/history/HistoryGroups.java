package io.sextant.history;

import static java.util.Objects.requireNonNull;

import io.sextant.flow.Flow;
import io.sextant.history.block.Block;
import io.sextant.history.block.Dictionary;
import io.sextant.history.rollup.BrokenRollupException;
import io.sextant.history.rollup.RollupRange;
import io.sextant.store.Aggregation;
import io.sextant.store.EventStore;
import io.sextant.store.GroupTable;
import io.sextant.store.Groups;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Counts flows by group, wherever they are kept. Belongs to one thread. */
final class HistoryGroups implements HistoryScan.Visitor {
  private static final Logger LOG = Logger.getLogger(HistoryGroups.class.getName());

  private final GroupTable table;
  private final BlockGroups groups;

  private HistoryGroups(GroupTable table, BlockGroups groups) {
    this.table = table;
    this.groups = groups;
  }

  /** Counts; parameters as of {@link HistoryScan}. */
  static Groups of(EventStore store, StoredFlows stored, Aggregation aggregation) {
    if (SummedGroups.mayAnswer(aggregation)) {
      Groups groups = count(store, stored, aggregation, true);
      if (groups != null) {
        return groups;
      }
    }
    return requireNonNull(count(store, stored, aggregation, false));
  }

  /** Null where sums cannot tell. */
  private static @Nullable Groups count(
      EventStore store, StoredFlows stored, Aggregation aggregation, boolean summed) {
    GroupTable table = new GroupTable(aggregation);
    SummedGroups sums = new SummedGroups(aggregation, table);
    HistoryScan scan =
        new HistoryScan(
            store,
            stored,
            aggregation.sinceNanos(),
            aggregation.untilNanos(),
            aggregation.wanted());
    try (BlockGroups groups = new BlockGroups(aggregation, table)) {
      scan.run(new HistoryGroups(table, groups), summed ? summing(aggregation, sums) : null);
      groups.finish();
    } catch (BrokenRollupException e) {
      LOG.log(Level.WARNING, "history: sums are damaged, flows are counted one by one", e);
      return null;
    }
    if (!sums.isExact()) {
      return null;
    }
    return table.groups(
        scan.since() > scan.until()
            ? Groups.Covered.NOTHING
            : new Groups.Covered(scan.since(), scan.until()),
        scan.missed());
  }

  private static HistoryScan.Summing summing(Aggregation aggregation, SummedGroups sums) {
    return new HistoryScan.Summing(
        RollupRange.of(aggregation.sinceNanos(), aggregation.untilNanos()),
        aggregation.bucketNanos(),
        sums);
  }

  @Override
  public void enter(Dictionary dictionary) {
    groups.enter(dictionary);
  }

  @Override
  public void block(Block block, int @Nullable [] rows) {
    groups.add(block, rows);
  }

  @Override
  public void flow(Flow flow) {
    table.add(flow);
  }
}
