package io.sextant.history;

import io.sextant.history.block.BrokenBlockException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Does beside the writer what takes time: commits the index, seals partitions, drops old ones, and
 * after a failure looks for a way to go on. One thread; whoever else calls {@link #pass} waits for
 * it.
 */
final class Housekeeper implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Housekeeper.class.getName());
  private static final Duration STEP = Duration.ofMillis(100);
  private static final Duration RETENTION = Duration.ofSeconds(10);
  private static final Duration IDLE = Duration.ofMinutes(1);

  /** A commit is worth its files for so many blocks, or after this time. */
  private static final int WORTH_COMMIT = 64;

  private static final Duration LONGEST_UNCOMMITTED = Duration.ofMinutes(10);

  /** However short the time, so many blocks are not left to the next start. */
  private static final int MOST_UNCOMMITTED = 3_000;

  /** What belongs to dropped flows is forgotten in steps of this length: each writes files anew. */
  private static final Duration FORGET_STEP = Duration.ofHours(1);

  private final HistoryFolder folder;
  private final HistorySettings settings;
  private final Storing storing;
  private final PartitionList partitions;
  private final Retention retention;
  private final Quarantine quarantine;
  private final Growth growth = new Growth();
  private final Thread thread;
  private Books books = _ -> {};
  private long forgottenBefore = Long.MIN_VALUE;
  private volatile boolean closed;
  private long committedNanos = System.nanoTime();
  private long retainedNanos = System.nanoTime();
  private long retriedNanos = System.nanoTime();

  Housekeeper(
      HistoryFolder folder,
      HistorySettings settings,
      Storing storing,
      PartitionList partitions,
      Retention retention,
      Quarantine quarantine) {
    this.folder = folder;
    this.settings = settings;
    this.storing = storing;
    this.partitions = partitions;
    this.retention = retention;
    this.quarantine = quarantine;
    this.thread = Thread.ofPlatform().name("history-keeper").daemon().unstarted(this::work);
  }

  /** Whoever keeps what belongs to flows of a time, beside them. */
  @FunctionalInterface
  interface Books {
    /** Nothing is asked for any more from before this time. */
    void forget(long beforeNanos) throws IOException;
  }

  /** These books are as old as the flows from now on; returns when no others are written. */
  synchronized void keep(Books kept) {
    books = kept;
  }

  Growth growth() {
    return growth;
  }

  void start() {
    thread.start();
  }

  private void work() {
    while (!closed) {
      pass(System.nanoTime());
      LockSupport.parkNanos(this, STEP.toNanos());
    }
  }

  /** Does what is due. */
  synchronized void pass(long nowNanos) {
    try {
      if (storing.isStoring()) {
        seal();
        commitIfDue(nowNanos);
      } else if (storing.waitsForResumption()
          && nowNanos - retriedNanos >= settings.pace().retry().toNanos()) {
        retriedNanos = nowNanos;
        tryToResume();
      }
      growth.note(nowNanos, retention.writtenBytes());
      if (nowNanos - retainedNanos >= RETENTION.toNanos()) {
        retain(nowNanos);
      }
    } catch (IOException | RuntimeException e) {
      storing.fail(e);
    }
  }

  /** Applies the limits of age and size now; what fails is tried again later. */
  synchronized void retain(long nowNanos) {
    retainedNanos = nowNanos;
    try {
      retention.apply();
      retention.closeIdle(IDLE);
      forget(retention.horizonNanos());
    } catch (IOException e) {
      LOG.log(Level.WARNING, "old partitions of the history are not dropped", e);
    }
  }

  private void forget(long beforeNanos) throws IOException {
    if (forgottenBefore == Long.MIN_VALUE
        || beforeNanos - forgottenBefore >= FORGET_STEP.toNanos()) {
      forgottenBefore = beforeNanos;
      books.forget(beforeNanos);
    }
  }

  private void seal() throws IOException {
    for (PartitionWriter next = storing.nextEnded(); next != null; next = storing.nextEnded()) {
      next.seal();
      storing.sealed();
    }
  }

  private void commitIfDue(long nowNanos) throws IOException {
    PartitionWriter active = storing.active();
    if (active == null) {
      return;
    }
    int blocks = active.blocksToIndex();
    long since = nowNanos - committedNanos;
    if (blocks >= MOST_UNCOMMITTED
        || (blocks >= WORTH_COMMIT && since >= settings.pace().index().toNanos())
        || (blocks > 0 && since >= LONGEST_UNCOMMITTED.toNanos())) {
      committedNanos = nowNanos;
      active.commitIndex();
    }
  }

  private void tryToResume() throws IOException {
    for (PartitionWriter next = storing.nextEnded(); next != null; next = storing.nextEnded()) {
      storing.abandon(next, next.partition().facts().flows());
      storing.sealed();
    }
    if (storing.state() instanceof HistoryState.Full && !makeRoom()) {
      return;
    }
    PartitionWriter newest = null;
    try {
      for (Storing.Abandoned abandoned : storing.abandoned()) {
        PartitionWriter restored = restore(abandoned);
        if (restored != null && newest != null) {
          newest.seal();
        }
        newest = restored == null ? newest : restored;
      }
      folder.takeReserve(settings.reserveBytes());
    } catch (IOException | RuntimeException e) {
      if (newest != null) {
        storing.abandon(newest, newest.partition().facts().flows());
      }
      throw e;
    }
    growth.restart();
    storing.resume(new Storing.Resumption(newest));
  }

  /** Reads a partition again that could not be written any more, unless it was set aside since. */
  private @Nullable PartitionWriter restore(Storing.Abandoned abandoned) throws IOException {
    Partition served = abandoned.served();
    PartitionWriter again = null;
    long found = 0;
    if (served != null && served.isRetired()) {
      settle(abandoned, served.facts().flows());
      return null;
    }
    try {
      again = Recovery.recover(abandoned.folder());
      found = again.partition().facts().flows();
      if (served == null) {
        partitions.add(again.partition());
      } else {
        partitions.replace(served, again.partition());
      }
    } catch (HistoryException | BrokenBlockException e) {
      setAside(abandoned, e);
    }
    settle(abandoned, found);
    return again;
  }

  private void settle(Storing.Abandoned abandoned, long found) {
    storing.countNotStored(Math.max(0, abandoned.flows() - found));
    storing.restored(abandoned);
  }

  private void setAside(Storing.Abandoned abandoned, Exception why) throws IOException {
    Partition served = abandoned.served();
    if (served == null) {
      quarantine.setAside(abandoned.folder(), why);
    } else {
      quarantine.setAside(served, why);
    }
  }

  /** Gives up the reserve, and what is old if that is wanted; tells whether that is enough. */
  private boolean makeRoom() throws IOException {
    folder.giveUpReserve();
    retention.apply();
    if (settings.whenFull() == HistorySettings.WhenFull.DROP_OLDEST && !hasRoom()) {
      retention.dropOldest();
      retention.removeUnused();
    }
    return hasRoom();
  }

  private boolean hasRoom() throws IOException {
    return folder.usableBytes() >= settings.roomToGoOn();
  }

  /** Ends after all that was written is in the index, or says why it is not. */
  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    end();
  }

  private synchronized void end() {
    try {
      if (storing.isStoring()) {
        seal();
        PartitionWriter active = storing.active();
        if (active != null) {
          active.commitIndex();
          active.trim();
        }
      }
    } catch (IOException | RuntimeException e) {
      LOG.log(Level.WARNING, "history: the next start reads again what is not indexed", e);
    }
    closeActive();
  }

  private void closeActive() {
    PartitionWriter active = storing.active();
    if (active != null) {
      try {
        active.close();
      } catch (IOException | RuntimeException e) {
        LOG.log(Level.FINE, "the active partition does not close", e);
      }
    }
  }
}
