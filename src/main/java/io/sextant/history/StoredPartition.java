package io.sextant.history;

import io.sextant.flow.Flow;
import io.sextant.history.block.BrokenBlockException;
import io.sextant.store.Query;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * One partition as one query sees it: which blocks are worth a look, and what of them fits. Belongs
 * to one thread, as the snapshot does that the partition is of.
 */
final class StoredPartition {
  /**
   * Blocks that are looked into before the index is asked, which costs as much as a few of them,
   * unless the look is dearer.
   */
  private static final int FREE_LOOKS = 8;

  private final PartitionReader partition;
  private final Query query;
  private final BlockColumns columns;
  private @Nullable RowTest test;
  private boolean chose;
  private @Nullable BitSet candidates;
  private int looks;

  /**
   * @param columns shared by all partitions of a query
   */
  StoredPartition(PartitionReader partition, Query query, BlockColumns columns) {
    this.partition = partition;
    this.query = query;
    this.columns = columns;
  }

  /** Whether flows of it may lie within the query's time. */
  boolean isInTime() {
    return partition.flows() > 0
        && partition.maxTimeNanos() >= query.sinceNanos()
        && partition.minTimeNanos() <= query.untilNanos();
  }

  long firstSequence() {
    return partition.firstSequence();
  }

  long lastSequence() {
    return partition.lastSequence();
  }

  int size() {
    return partition.blocks();
  }

  long firstSequence(int block) {
    return partition.firstSequence(block);
  }

  long lastSequence(int block) {
    return partition.lastSequence(block);
  }

  /** The number of the first block that has this sequence number or a later one. */
  int blockAt(long sequence) {
    int low = 0;
    int high = size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (lastSequence(middle) < sequence) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** The first block from this one on that may have something, or the number of all blocks. */
  int next(int from) {
    int at = from;
    while (at < size() && !isWorthALook(at)) {
      at++;
    }
    return at;
  }

  /** The last block up to this one that may have something, or -1. */
  int previous(int from) {
    int at = from;
    while (at >= 0 && !isWorthALook(at)) {
      at--;
    }
    return at;
  }

  private boolean isWorthALook(int block) {
    if (partition.maxTimeNanos(block) < query.sinceNanos()
        || partition.minTimeNanos(block) > query.untilNanos()) {
      return false;
    }
    BitSet some = candidates();
    return some == null || some.get(block);
  }

  private @Nullable BitSet candidates() {
    if (!chose && size() > 2 * FREE_LOOKS && (looks >= FREE_LOOKS || test().isDear())) {
      chose = true;
      candidates = test().candidates(partition);
    }
    return candidates;
  }

  private RowTest test() {
    if (test == null) {
      test = RowTests.of(query.wanted(), partition.dictionary(), BlockColumns.MOST_ROWS);
    }
    return test;
  }

  /** The rows of a block that fit; the columns are those of this block afterwards. */
  void find(int block, Rows rows) {
    looks++;
    try {
      columns.read(partition.block(block));
      rows.fill(columns.rows());
      if (columns.minTime() < query.sinceNanos() || columns.maxTime() > query.untilNanos()) {
        rows.keep(columns.times(), query.sinceNanos(), query.untilNanos());
      }
      test().refine(columns, rows);
    } catch (BrokenBlockException e) {
      partition.setAside(e);
      rows.none(0);
    }
  }

  /** Keeps the rows of the present block whose sequence numbers lie between these. */
  void keep(Rows rows, long from, long to) {
    if (rows.isEmpty()) {
      return;
    }
    try {
      rows.keep(columns.sequences(), from, to);
    } catch (BrokenBlockException e) {
      partition.setAside(e);
      rows.none(0);
    }
  }

  /** The flows of some rows of the present block; null if it says nonsense. */
  @Nullable Flows flows(int[] rows) {
    Flow[] flows = new Flow[rows.length];
    long[] sequences = new long[rows.length];
    try {
      for (int i = 0; i < rows.length; i++) {
        flows[i] = columns.flow(rows[i]);
        sequences[i] = columns.sequences()[rows[i]];
      }
    } catch (BrokenBlockException e) {
      partition.setAside(e);
      return null;
    }
    return new Flows(flows, sequences);
  }

  /** Flows and their sequence numbers. */
  static final class Flows {
    private final Flow[] flows;
    private final long[] sequences;

    private Flows(Flow[] flows, long[] sequences) {
      this.flows = flows;
      this.sequences = sequences;
    }

    Flow flow(int at) {
      return flows[at];
    }

    long sequence(int at) {
      return sequences[at];
    }
  }

  BlockColumns columns() {
    return columns;
  }

  /** Makes a block that was looked into before the present one again, if it is good still. */
  boolean reread(int block) {
    try {
      columns.read(partition.block(block));
      return true;
    } catch (BrokenBlockException e) {
      partition.setAside(e);
      return false;
    }
  }

  /** Takes it out of service, for a block that says nonsense. */
  void setAside(BrokenBlockException why) {
    partition.setAside(why);
  }
}
