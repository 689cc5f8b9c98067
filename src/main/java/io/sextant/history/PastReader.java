package io.sextant.history;

import io.sextant.flow.Event;
import io.sextant.history.StoredPartition.Flows;
import io.sextant.history.block.BrokenBlockException;
import io.sextant.store.Query;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is stored, in the order of sequence numbers, as one query wants it: flows that fit, and the
 * losses between them. Sees what was stored when it was made or refreshed last. Belongs to one
 * thread; may be released and used again.
 */
final class PastReader implements AutoCloseable {
  private static final int[] NO_ROWS = {};

  private final StoredFlows stored;
  private final Query query;

  /** Only while a snapshot is held: followers live long and need none. */
  private @Nullable BlockColumns columns;

  private final Rows rows = new Rows(BlockColumns.MOST_ROWS);
  private final Deque<StoredFlows.Loss> losses = new ArrayDeque<>();
  private List<StoredPartition> partitions = List.of();
  private long sealed;

  /** Keeps what it is of from being dropped. */
  private @Nullable HistoryReader snapshot;

  private long position;
  private long sequence = -1;

  /** Blocks that are to be told instead of looked for, after a {@link Rewind}. */
  private @Nullable Rewind replayed;

  private int partition;
  private int block;

  /** The partition of the present block. */
  private @Nullable StoredPartition told;

  /** Rows of the present block that are to be told, from {@code row} on. */
  private int[] found = NO_ROWS;

  private int row;

  /** The flows of those rows, where they were kept; the columns are those of another block then. */
  private @Nullable Flows kept;

  /** Sequence number after the present block. */
  private long blockEnd;

  PastReader(StoredFlows stored, Query query) {
    this.stored = stored;
    this.query = query;
    this.sealed = stored.sealed();
  }

  private void hold() {
    if (snapshot == null) {
      take();
    }
  }

  private void take() {
    // The number first: what is published meanwhile is more than it promises, never less.
    sealed = stored.sealed();
    HistoryReader taken = stored.snapshot();
    snapshot = taken;
    BlockColumns shared = new BlockColumns();
    columns = shared;
    partitions =
        taken.partitions().stream().map(one -> new StoredPartition(one, query, shared)).toList();
  }

  /** Sequence number of the oldest flow that is stored, or where it would be. */
  long first() {
    hold();
    for (StoredPartition one : partitions) {
      if (one.isInTime()) {
        return Math.min(one.firstSequence(), sealed);
      }
    }
    return sealed;
  }

  /** Sequence number before which everything that is kept is stored now. */
  long sealed() {
    return stored.sealed();
  }

  /** Whether what is stored now reaches beyond a position. */
  boolean reaches(long beyond) {
    return stored.sealed() > beyond;
  }

  /** Looks at what is stored now, from a position on. */
  void refresh(long from) {
    release();
    seek(from);
  }

  /** Goes to a sequence number. */
  void seek(long to) {
    hold();
    position = to;
    blockEnd = to;
    replayed = null;
    found = NO_ROWS;
    kept = null;
    row = 0;
    losses.clear();
    partition = 0;
    while (partition < partitions.size() && partitions.get(partition).lastSequence() < to) {
      partition++;
    }
    block = -1;
  }

  /** Begins to look for the newest flows before a sequence number. */
  Rewind rewind(long before, long number) {
    hold();
    return new Rewind(partitions, before, number);
  }

  /** Goes to what was found, to tell it. */
  void replay(Rewind rewind) {
    seek(rewind.start());
    if (rewind.keepsAll()) {
      replayed = rewind;
    }
  }

  /**
   * The next event, or null when {@link #position} is at the limit or beyond, or nothing more is
   * stored.
   */
  @Nullable Event next(long limit) {
    while (true) {
      if (row < found.length) {
        try {
          return nextOfBlock(limit);
        } catch (BrokenBlockException e) {
          leaveBlock(e);
        }
      }
      if (blockEnd > position) {
        Event loss = loss(Math.min(limit, blockEnd));
        if (loss != null) {
          return loss;
        }
        position = Math.min(limit, blockEnd);
      }
      if (position >= limit || !nextBlock(limit)) {
        return null;
      }
    }
  }

  private @Nullable Event nextOfBlock(long limit) {
    Flows flows = kept;
    long at = flows == null ? columns().sequences()[found[row]] : flows.sequence(row);
    Event loss = loss(Math.min(at, limit));
    if (loss != null) {
      return loss;
    }
    if (at >= limit) {
      position = limit;
      return null;
    }
    sequence = at;
    position = at + 1;
    int next = row++;
    return flows == null ? columns().flow(found[next]) : flows.flow(next);
  }

  private void leaveBlock(BrokenBlockException why) {
    if (told != null) {
      told.setAside(why);
    }
    found = NO_ROWS;
    row = 0;
  }

  private @Nullable Event loss(long before) {
    StoredFlows.Loss next = losses.peek();
    if (next == null || next.sequence() >= before || next.sequence() < position) {
      return null;
    }
    losses.remove();
    sequence = next.sequence();
    position = sequence + 1;
    return next.event();
  }

  /** Finds the next block to tell of; false if there is none before the limit. */
  @SuppressWarnings("ReferenceEquality") // NOTHING is known by being itself
  private boolean nextBlock(long limit) {
    if (replayed != null) {
      return nextReplayed(replayed);
    }
    while (partition < partitions.size() && query.wanted() != Query.NOTHING) {
      StoredPartition current = partitions.get(partition);
      if (block < 0) {
        if (current.firstSequence() >= limit) {
          return skipTo(current.firstSequence());
        }
        if (!current.isInTime()) {
          partition++;
          continue;
        }
        block = current.blockAt(position);
      }
      int at = current.next(block);
      if (at == current.size()) {
        partition++;
        block = -1;
        continue;
      }
      if (current.firstSequence(at) >= limit) {
        block = at;
        return skipTo(current.firstSequence(at));
      }
      tell(current, at);
      return true;
    }
    return skipTo(Math.max(position, sealed));
  }

  private boolean skipTo(long to) {
    losses.addAll(stored.losses(position, to));
    found = NO_ROWS;
    kept = null;
    row = 0;
    blockEnd = to;
    boolean more = !losses.isEmpty();
    if (!more) {
      position = to;
    }
    return more;
  }

  private void tell(StoredPartition current, int at) {
    current.find(at, rows);
    if (current.firstSequence(at) < position) {
      current.keep(rows, position, Long.MAX_VALUE);
    }
    found = rows.toArray();
    kept = null;
    begin(current, current.lastSequence(at) + 1);
    block = at + 1;
  }

  private void begin(StoredPartition current, long end) {
    told = current;
    row = 0;
    blockEnd = end;
    losses.clear();
    losses.addAll(stored.losses(position, blockEnd));
  }

  private boolean nextReplayed(Rewind rewind) {
    Rewind.Found next = rewind.found().poll();
    if (next == null) {
      replayed = null;
      seek(position);
      return skipTo(rewind.before());
    }
    kept = next.flows();
    boolean isThere = kept != null || next.partition().reread(next.block());
    found = isThere ? next.rows() : NO_ROWS;
    // The block may reach into what was found in memory, which is told after it.
    long end = next.partition().lastSequence(next.block()) + 1;
    begin(next.partition(), Math.min(end, rewind.before()));
    return true;
  }

  /** Sequence number of the event that came last. */
  long sequence() {
    return sequence;
  }

  /** Sequence number of the first event that was not looked at yet. */
  long position() {
    return position;
  }

  private BlockColumns columns() {
    return Objects.requireNonNull(columns);
  }

  /** Lets go of what is stored; it is taken again when it is asked for. */
  void release() {
    if (columns != null) {
      columns.close();
      columns = null;
    }
    partitions = List.of();
    told = null;
    if (snapshot != null) {
      snapshot.close();
      snapshot = null;
    }
  }

  @Override
  public void close() {
    release();
  }
}
