package io.sextant.history;

import io.sextant.history.StoredPartition.Flows;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Looks for the newest flows that fit, block by block backwards. What it found is kept, to be told
 * forwards. Belongs to one thread.
 */
final class Rewind {
  /** More rows are not kept, but looked for again. */
  private static final long MOST_KEPT = 1_000_000;

  /** More flows are not kept, but made of their rows again. */
  private static final long MOST_FLOWS = 4_096;

  /** Rows of a block that fit. */
  static final class Found {
    private final StoredPartition partition;
    private final int block;
    private final int[] rows;
    private final @Nullable Flows flows;

    private Found(StoredPartition partition, int block, int[] rows, @Nullable Flows flows) {
      this.partition = partition;
      this.block = block;
      this.rows = rows;
      this.flows = flows;
    }

    StoredPartition partition() {
      return partition;
    }

    int block() {
      return block;
    }

    int[] rows() {
      return rows;
    }

    /** The flows of the rows; null where they are too many to be kept. */
    @Nullable Flows flows() {
      return flows;
    }
  }

  private final List<StoredPartition> partitions;
  private final long before;
  private final Rows rows = new Rows(BlockColumns.MOST_ROWS);
  private final Deque<Found> found = new ArrayDeque<>();
  private long missing;
  private long kept;
  private boolean keepsAll = true;
  private int partition;
  private int block = -1;
  private long start;
  private long reached;

  /**
   * @param partitions the oldest first
   * @param before the first sequence number that is not looked at
   * @param number of flows to look for
   */
  Rewind(List<StoredPartition> partitions, long before, long number) {
    this.partitions = partitions;
    this.before = before;
    this.start = before;
    this.reached = before;
    this.missing = number;
    this.partition = partitions.size();
  }

  /** Looks into one more block; whether all is done. */
  boolean step() {
    while (missing > 0) {
      if (block < 0) {
        if (!enterOlder()) {
          return true;
        }
        continue;
      }
      StoredPartition current = partitions.get(partition);
      int at = current.previous(block);
      block = at - 1;
      if (at >= 0) {
        look(current, at);
        return missing == 0;
      }
    }
    return true;
  }

  private boolean enterOlder() {
    while (--partition >= 0) {
      StoredPartition next = partitions.get(partition);
      if (next.firstSequence() < before && next.isInTime()) {
        block = Math.min(next.size() - 1, next.blockAt(before));
        return true;
      }
    }
    partition = 0;
    return false;
  }

  private void look(StoredPartition current, int at) {
    reached = Math.min(reached, current.firstSequence(at));
    current.find(at, rows);
    current.keep(rows, Long.MIN_VALUE, before - 1);
    int count = rows.count();
    if (count == 0) {
      return;
    }
    if (count > missing) {
      rows.keepLast((int) missing);
      count = (int) missing;
    }
    int[] fitting = rows.toArray();
    long first = current.columns().sequences()[fitting[0]];
    Flows flows = null;
    if (kept + count <= MOST_FLOWS) {
      flows = current.flows(fitting);
      if (flows == null) {
        return;
      }
    }
    missing -= count;
    kept += count;
    start = first;
    if (kept > MOST_KEPT) {
      keepsAll = false;
      found.clear();
    } else {
      found.addFirst(new Found(current, at, fitting, flows));
    }
  }

  /** Sequence number of the oldest flow that was found. */
  long start() {
    return start;
  }

  /** Sequence number that it has come down to. */
  long reached() {
    return reached;
  }

  /** Where it began to look. */
  long before() {
    return before;
  }

  /** Whether {@link #found} is all that was found. */
  boolean keepsAll() {
    return keepsAll;
  }

  /** What was found, the oldest first. */
  Deque<Found> found() {
    return found;
  }
}
