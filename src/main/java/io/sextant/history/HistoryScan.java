package io.sextant.history;

import io.sextant.filter.Condition;
import io.sextant.filter.Verdicts;
import io.sextant.flow.Event;
import io.sextant.flow.Flow;
import io.sextant.flow.LostEvents;
import io.sextant.history.block.Block;
import io.sextant.history.block.BrokenBlockException;
import io.sextant.history.block.Dictionary;
import io.sextant.history.rollup.RollupLog;
import io.sextant.history.rollup.RollupRange;
import io.sextant.history.rollup.RollupVisitor;
import io.sextant.store.Answer;
import io.sextant.store.EventStore;
import io.sextant.store.Query;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Visits all flows of a time that fulfil a condition, each once: rows of blocks as they are stored,
 * and what is in no block yet as flows. Belongs to one thread.
 */
final class HistoryScan {
  /** Is told what is found. */
  interface Visitor {
    /** Blocks of another partition follow. */
    void enter(Dictionary dictionary);

    /**
     * A block that may hold such flows.
     *
     * @param rows those that fulfil the condition and lie within the time; null for all of them,
     *     whatever their time
     */
    void block(Block block, int @Nullable [] rows);

    void flow(Flow flow);
  }

  private final EventStore store;
  private final StoredFlows stored;
  private final long sinceNanos;
  private final long untilNanos;
  private final Predicate<Event> wanted;
  private long oldest = Long.MAX_VALUE;
  private long newest = Long.MIN_VALUE;
  private long missed;

  /**
   * @param store answers what is in no block
   * @param stored the blocks behind it
   */
  HistoryScan(
      EventStore store,
      StoredFlows stored,
      long sinceNanos,
      long untilNanos,
      Predicate<Event> wanted) {
    this.store = store;
    this.stored = stored;
    this.sinceNanos = sinceNanos;
    this.untilNanos = untilNanos;
    this.wanted = wanted;
  }

  /** Earliest time that was looked at. */
  long since() {
    return Math.max(sinceNanos, oldest);
  }

  /** Latest time that was looked at; before the earliest when there was nothing. */
  long until() {
    return Math.min(untilNanos, newest);
  }

  /** Events that left the memory while it was looked at. */
  long missed() {
    return missed;
  }

  /** Visits all flows. */
  void run(Visitor visitor) {
    run(visitor, null);
  }

  /** Sums of flows, and who is told of them. */
  record Summing(RollupRange range, long bucketNanos, RollupVisitor visitor) {}

  /**
   * Visits flows that no sums count; tells the sums of all others.
   *
   * @param summing null for no sums
   */
  void run(Visitor visitor, @Nullable Summing summing) {
    long next;
    try (HistoryReader snapshot = stored.snapshot();
        BlockColumns columns = new BlockColumns()) {
      next = snapshot.lastSequence() + 1;
      for (PartitionReader partition : snapshot.partitions()) {
        if (partition.flows() > 0) {
          oldest = Math.min(oldest, partition.minTimeNanos());
          newest = Math.max(newest, partition.maxTimeNanos());
          RollupLog sums = summing == null ? null : partition.sums();
          if (summing == null || sums == null) {
            scan(partition, columns, visitor);
          } else {
            tell(partition, sums, summing, visitor);
          }
        }
      }
    }
    scanRest(next, visitor);
  }

  private void scan(PartitionReader reader, BlockColumns columns, Visitor visitor) {
    Query query = new Query(wanted, sinceNanos, untilNanos, new Query.Past.All(), Query.Then.STOP);
    StoredPartition partition = new StoredPartition(reader, query, columns);
    if (!partition.isInTime()) {
      return;
    }
    visitor.enter(reader.dictionary());
    boolean all = wanted.equals(Condition.EVERYTHING);
    Rows rows = new Rows(BlockColumns.MOST_ROWS);
    for (int at = partition.next(0); at < partition.size(); at = partition.next(at + 1)) {
      try {
        if (all) {
          visitor.block(reader.block(at), null);
        } else {
          partition.find(at, rows);
          if (!rows.isEmpty()) {
            visitor.block(reader.block(at), rows.toArray());
          }
        }
      } catch (BrokenBlockException e) {
        reader.setAside(e);
      }
    }
  }

  private void tell(PartitionReader partition, RollupLog sums, Summing summing, Visitor visitor) {
    if (partition.maxTimeNanos() < sinceNanos || partition.minTimeNanos() > untilNanos) {
      return;
    }
    sums.read(summing.range(), summing.bucketNanos(), summing.visitor());
    visitor.enter(partition.dictionary());
    try (UncountedRows uncounted = new UncountedRows(summing.range())) {
      for (int at = 0; at < partition.blocks(); at++) {
        if (uncounted.mayBeIn(partition, at, sums)) {
          tell(partition, at, uncounted, sums, visitor);
        }
      }
    }
  }

  private static void tell(
      PartitionReader partition, int at, UncountedRows uncounted, RollupLog sums, Visitor visitor) {
    try {
      Block block = partition.block(at);
      int[] rows = uncounted.of(block, sums);
      if (rows.length > 0) {
        visitor.block(block, rows);
      }
    } catch (BrokenBlockException e) {
      partition.setAside(e);
    }
  }

  private void scanRest(long from, Visitor visitor) {
    Query query =
        new Query(
            Verdicts.ANY,
            Long.MIN_VALUE,
            Long.MAX_VALUE,
            new Query.Past.From(from),
            Query.Then.STOP);
    try (Answer answer = store.query(query)) {
      for (Event event = answer.next(); event != null; event = answer.next()) {
        if (event instanceof Flow flow) {
          oldest = Math.min(oldest, flow.timeNanos());
          newest = Math.max(newest, flow.timeNanos());
          if (covers(flow.timeNanos()) && wanted.test(flow)) {
            visitor.flow(flow);
          }
        } else if (event instanceof LostEvents loss && answer.isOwnLoss()) {
          missed += loss.count();
        }
      }
    }
  }

  private boolean covers(long timeNanos) {
    return timeNanos >= sinceNanos && timeNanos <= untilNanos;
  }
}
