package io.sextant.history;

import io.sextant.flow.Flow;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Stores flows in the order they are given; belongs to one thread, which also calls {@link #tick}
 * often. Never throws for a disk that is full or failing: the flows are counted as not stored.
 */
public final class HistoryWriter {
  private final HistorySettings settings;
  private final Storing storing;
  private final DiskThread disk;
  private final AtomicLong acknowledged;
  private volatile long given;
  private long refused;
  private @Nullable ActivePartition active;
  private long forcedNanos = System.nanoTime();

  HistoryWriter(
      HistorySettings settings,
      Storing storing,
      long lastSequence,
      @Nullable PartitionWriter partition) {
    this.settings = settings;
    this.storing = storing;
    this.disk = DiskThread.of(settings.threads());
    this.acknowledged = new AtomicLong(lastSequence);
    this.given = lastSequence;
    this.refused = lastSequence;
    this.active = partition == null ? null : active(partition);
  }

  /**
   * Takes the next flow.
   *
   * @param sequence above all that were given before
   * @return whether it was taken; else it is counted
   */
  public boolean append(long sequence, Flow flow) {
    if (!isStoring()) {
      refuse(sequence);
      return false;
    }
    try {
      ActivePartition now = active;
      ActivePartition to = now == null || now.isSetAside() ? begin(sequence) : now;
      given = sequence;
      if (to.add(sequence, flow) && to.writer().isToEnd(settings.limits())) {
        roll(to);
      }
      return true;
    } catch (IOException | RuntimeException e) {
      fail(e);
      return false;
    }
  }

  /** Without a partition nothing is read again later: what it was for is not stored. */
  private ActivePartition begin(long sequence) throws IOException {
    try {
      if (active != null) {
        roll(active);
      }
      return use(storing.create(sequence));
    } catch (IOException | RuntimeException e) {
      refuse(sequence);
      throw e;
    }
  }

  private void refuse(long sequence) {
    refused = sequence;
    storing.countNotStored(1);
  }

  /**
   * Does what is due: a group commit, a block that has waited for long enough, the end of a
   * partition that was begun long ago however little is in it, another attempt after a failure.
   *
   * @param nowNanos {@link System#nanoTime}
   */
  public void tick(long nowNanos) {
    ActivePartition to = isStoring() ? active : null;
    if (to == null) {
      return;
    }
    try {
      to.writeIfOlder(nowNanos, settings.pace().blockAge());
      if (nowNanos - forcedNanos >= settings.pace().acknowledge().toNanos()) {
        forcedNanos = nowNanos;
        to.force(this::acknowledge);
      }
      if (to.isToEnd(nowNanos, settings.limits())) {
        roll(to);
      }
    } catch (IOException | RuntimeException e) {
      fail(e);
    }
  }

  /**
   * All flows up to this sequence number are found again after a crash, or were counted as not
   * stored; any thread.
   */
  public long acknowledged() {
    return acknowledged.get();
  }

  /** Sequence number of the last flow that was taken, to be stored; any thread. */
  public long given() {
    return given;
  }

  /** Writes all that was given as blocks, durably; waits for it. */
  public void flush() {
    ActivePartition to = isStoring() ? active : null;
    if (to != null) {
      try {
        to.flush(this::acknowledge);
      } catch (IOException | RuntimeException e) {
        fail(e);
      }
    }
  }

  /** Ends, with all that was given in blocks. Nothing may be given afterwards. */
  void close() {
    flush();
    ActivePartition last = active;
    if (last != null) {
      last.close();
      active = null;
    }
    disk.close();
  }

  private void acknowledge(long sequence) {
    acknowledged.accumulateAndGet(sequence, Math::max);
  }

  /** Looks at what others found out about the disk. */
  private boolean isStoring() {
    if (storing.isStoring()) {
      return true;
    }
    ActivePartition failed = active;
    if (failed != null) {
      abandon(failed);
    }
    Storing.Resumption resumed = storing.takeResumption();
    if (resumed == null) {
      return false;
    }
    // What was taken before is found in its partition, or counted; so is what was refused.
    acknowledge(Math.max(given, refused));
    if (resumed.writer() != null) {
      use(resumed.writer());
    }
    return true;
  }

  private ActivePartition use(PartitionWriter writer) {
    ActivePartition next = active(writer);
    active = next;
    return next;
  }

  private ActivePartition active(PartitionWriter writer) {
    // With two threads one block is filled, another is encoded, and a third waits.
    return new ActivePartition(writer, disk, settings.threads() == 1 ? 1 : 3);
  }

  /** The next flow begins a new partition; this one is durable and is sealed by others. */
  private void roll(ActivePartition ended) throws IOException {
    ended.flush(this::acknowledge);
    ended.close();
    active = null;
    storing.ended(ended.writer());
  }

  private void fail(Exception failure) {
    storing.fail(failure);
    ActivePartition failed = active;
    if (failed != null) {
      abandon(failed);
    }
  }

  private void abandon(ActivePartition failed) {
    failed.abandon();
    active = null;
    storing.abandoned(failed.writer(), failed.flows());
  }
}
