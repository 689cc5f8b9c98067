package io.sextant.history;

import io.sextant.flow.Flow;
import io.sextant.history.block.Block;
import io.sextant.history.block.Dictionary;
import io.sextant.store.Aggregation;
import io.sextant.store.EventStore;
import io.sextant.store.GroupTable;
import io.sextant.store.Groups;
import org.jspecify.annotations.Nullable;

/** Counts flows by group, wherever they are kept. Belongs to one thread. */
final class HistoryGroups implements HistoryScan.Visitor {
  private final GroupTable table;
  private final BlockGroups groups;

  private HistoryGroups(GroupTable table, BlockGroups groups) {
    this.table = table;
    this.groups = groups;
  }

  /** Counts; parameters as of {@link HistoryScan}. */
  static Groups of(EventStore store, StoredFlows stored, Aggregation aggregation) {
    GroupTable table = new GroupTable(aggregation);
    HistoryScan scan =
        new HistoryScan(
            store,
            stored,
            aggregation.sinceNanos(),
            aggregation.untilNanos(),
            aggregation.wanted());
    try (BlockGroups groups = new BlockGroups(aggregation, table)) {
      scan.run(new HistoryGroups(table, groups));
      groups.finish();
    }
    return table.groups(
        scan.since() > scan.until()
            ? Groups.Covered.NOTHING
            : new Groups.Covered(scan.since(), scan.until()),
        scan.lost());
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
