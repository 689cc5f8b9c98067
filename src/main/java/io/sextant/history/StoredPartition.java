package io.sextant.history;

import io.sextant.history.index.Choice;
import io.sextant.store.Query;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * One partition as one query sees it: which blocks are worth a look, and what of them fits. Holds a
 * use of the partition until it is closed. Belongs to one thread.
 */
final class StoredPartition implements AutoCloseable {
  /** Blocks that are looked into before the index is asked, which costs as much as a few of them. */
  private static final int FREE_LOOKS = 8;

  private final Partition partition;
  private final Query query;
  private final BlockColumns columns;
  private @Nullable Contents contents;
  private BlockTable.View blocks = BlockTable.View.EMPTY;
  private @Nullable RowTest test;
  private boolean chose;
  private @Nullable BitSet chosen;
  private int indexed;
  private int looks;

  /**
   * @param partition in use by the caller, who gives that use away
   * @param columns shared by all partitions of a query
   */
  StoredPartition(Partition partition, Query query, BlockColumns columns) {
    this.partition = partition;
    this.query = query;
    this.columns = columns;
  }

  /** Whether flows of it may lie within the query's time. */
  boolean isInTime() {
    PartitionFacts facts = partition.facts();
    return facts.blocks() > 0
        && facts.maxTimeNanos() >= query.sinceNanos()
        && facts.minTimeNanos() <= query.untilNanos();
  }

  long firstSequence() {
    return partition.facts().firstSequence();
  }

  long lastSequence() {
    return partition.facts().lastSequence();
  }

  /** Opens its files, where that was not done yet. */
  void open() {
    if (contents == null) {
      try {
        Contents opened = partition.contents();
        contents = opened;
        blocks = partition.isSealed() ? opened.table().view() : partition.published().blocks();
        test = RowTests.of(query.wanted(), opened.dictionary(), BlockColumns.MOST_ROWS);
      } catch (IOException e) {
        throw new UncheckedIOException("partition " + partition.folder() + ": " + e.getMessage(), e);
      }
    }
  }

  int size() {
    return blocks.size();
  }

  long firstSequence(int block) {
    return blocks.firstSequences()[block];
  }

  long lastSequence(int block) {
    return blocks.lastSequences()[block];
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
    if (blocks.maxTimes()[block] < query.sinceNanos()
        || blocks.minTimes()[block] > query.untilNanos()) {
      return false;
    }
    BitSet some = choice();
    return some == null || block >= indexed || some.get(block);
  }

  private @Nullable BitSet choice() {
    if (!chose && looks >= FREE_LOOKS && contents != null && test != null) {
      chose = true;
      Choice choice = test.choice();
      if (choice != null) {
        try {
          var index = contents.index();
          indexed = index.blocks();
          chosen = index.select(choice);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
    return chosen;
  }

  /** The rows of a block that fit; the columns are those of this block afterwards. */
  void find(int block, Rows rows) {
    looks++;
    if (contents == null || test == null) {
      throw new IllegalStateException("not open");
    }
    columns.read(contents, blocks, block);
    rows.fill(columns.rows());
    if (columns.minTime() < query.sinceNanos() || columns.maxTime() > query.untilNanos()) {
      rows.keep(columns.times(), query.sinceNanos(), query.untilNanos());
    }
    test.refine(columns, rows);
  }

  BlockColumns columns() {
    return columns;
  }

  /** Makes a block that was looked into before the present one again. */
  void reread(int block) {
    if (contents != null) {
      columns.read(contents, blocks, block);
    }
  }

  @Override
  public void close() {
    partition.release();
  }
}
