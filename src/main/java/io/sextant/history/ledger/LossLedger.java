package io.sextant.history.ledger;

import io.sextant.flow.LostEvents;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * What was lost, where and when, and what each stage did with what came: durable in {@code
 * ledger.log}, and whole in memory.
 *
 * <p>Losses of one place within a second and one {@link #sync} become one entry before they are
 * written. The newest {@value #KEPT_LOSSES} are kept so, or by the second once they are older than
 * a minute; of older ones the sums of each minute, and of each hour when those are still too many.
 * Counts are kept for an hour as they were written, then by the minute for a day, then by the hour.
 * All sums stay exact.
 *
 * <p>One thread appends, counts and syncs; any ask or forget. Nobody who asks waits for the disk.
 */
public final class LossLedger implements AutoCloseable {
  static final String FILE = "ledger.log";
  static final int KEPT_LOSSES = 100_000;

  private static final long COUNT_EVERY = TimeUnit.SECONDS.toNanos(10);
  private static final int MOST_TOGETHER = 10_000;

  private final String run;
  private final long firstSequence;
  private final FileCheck check;
  private final LedgerContent content;
  private final Map<Place, StageCounts> written = new LinkedHashMap<>();
  private final Map<Place, StageCounts> latest = new LinkedHashMap<>();

  private final Lock lock = new ReentrantLock();
  private final Journal journal;
  private List<Loss> batch = new ArrayList<>();

  private record Place(String node, LossStage stage, int cpu) {}

  private LossLedger(
      String run, FrameFile.Opened opened, LedgerContent content, long firstSequence) {
    this.firstSequence = firstSequence;
    this.run = run;
    this.check = opened.check();
    this.content = content;
    this.journal = new Journal(opened, lock, this::records);
  }

  /**
   * Opens the ledger of a folder, and writes that a run begins.
   *
   * @param run tells this run from others
   * @param nextSequence above the sequence numbers of all that is stored beside the ledger
   * @throws IOException when it cannot be read, or has a format of another version
   */
  public static LossLedger open(Path folder, String run, long nowNanos, long nextSequence)
      throws IOException {
    return open(folder, run, nowNanos, nextSequence, KEPT_LOSSES);
  }

  static LossLedger open(Path folder, String run, long nowNanos, long nextSequence, int keptLosses)
      throws IOException {
    FrameFile.Opened opened = FrameFile.open(folder.resolve(FILE), LedgerRecords.FORMAT);
    try {
      LedgerContent content = new LedgerContent(keptLosses);
      for (byte[] record : opened.records()) {
        content.add(LedgerRecords.read(record));
      }
      long first = Math.max(nextSequence, content.losses().nextSequence());
      LossLedger ledger = new LossLedger(run, opened, content, first);
      ledger.enter(new LedgerEntry.Begun(run, nowNanos, first));
      ledger.sync();
      return ledger;
    } catch (IllegalArgumentException e) {
      opened.file().close();
      throw new IOException(folder.resolve(FILE) + ": " + e.getMessage(), e);
    } catch (IOException e) {
      opened.file().close();
      throw e;
    }
  }

  /** What was found in the file. */
  public FileCheck check() {
    return check;
  }

  /**
   * Adds a loss that the store's ring holds, at its place there. It is seen by others and durable
   * after {@link #sync}.
   */
  public void append(long sequence, LostEvents lost) {
    append(sequence, LossStage.of(lost.source()), lost);
  }

  /** The same for a stage that Hubble's API has no name for. */
  public void append(long sequence, LossStage stage, LostEvents lost) {
    Loss loss = Loss.of(sequence, stage, lost);
    lock.lock();
    try {
      batch.add(loss);
      if (batch.size() >= MOST_TOGETHER) {
        batch = LossList.perSecond(batch);
      }
      if (batch.size() >= MOST_TOGETHER) {
        enterBatch();
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Tells what a stage did so far in this run; may be called as often as one likes. Each ten
   * seconds, and at the end, what changed is added.
   */
  public void count(StageCounts counts) {
    lock.lock();
    try {
      Place place = new Place(counts.node(), counts.stage(), counts.cpu());
      latest.put(place, counts);
      StageCounts before = written.get(place);
      if (before == null || counts.timeNanos() - before.timeNanos() >= COUNT_EVERY) {
        enterIfChanged(place, counts);
      }
    } finally {
      lock.unlock();
    }
  }

  private void enterIfChanged(Place place, StageCounts counts) {
    StageCounts before = written.get(place);
    if (before == null || !before.sameCounts(counts)) {
      written.put(place, counts);
      enter(new LedgerEntry.Counted(run, counts));
    }
  }

  /**
   * Makes all durable that was added.
   *
   * @throws IOException when it could not be written; it is kept, seen by those who ask, and tried
   *     again at the next call
   */
  public void sync() throws IOException {
    lock.lock();
    try {
      enterBatch();
    } finally {
      lock.unlock();
    }
    journal.sync();
  }

  private List<byte[]> records() {
    return content.all().stream().map(LedgerRecords::write).toList();
  }

  private void enterBatch() {
    LossList.perSecond(batch).forEach(this::enter);
    batch.clear();
  }

  private void enter(LedgerEntry entry) {
    content.add(entry);
    journal.add(LedgerRecords.write(entry));
  }

  /**
   * Losses that begin at a sequence number from one up to, but without, another, in order; those
   * that wait for the next {@link #sync}, too.
   */
  public List<Loss> losses(long fromSequence, long toSequence) {
    lock.lock();
    try {
      List<Loss> entered = content.losses().between(fromSequence, toSequence);
      List<Loss> waiting =
          batch.stream()
              .filter(loss -> loss.sequence() >= fromSequence && loss.sequence() < toSequence)
              .toList();
      return waiting.isEmpty()
          ? entered
          : Stream.concat(entered.stream(), waiting.stream())
              .sorted(Comparator.comparingLong(Loss::sequence))
              .toList();
    } finally {
      lock.unlock();
    }
  }

  /** Number of the first event of this run, above those of all that is stored. */
  public long firstSequence() {
    return firstSequence;
  }

  /**
   * Where to go on with a sequence number of a run, this one or an earlier; empty when the run is
   * not known, or no longer.
   */
  public OptionalLong resume(String ofRun, long sequence) {
    lock.lock();
    try {
      return content.resume(ofRun, sequence);
    } finally {
      lock.unlock();
    }
  }

  /**
   * What was lost in each place from a time up to, but without, another, by the time that it was
   * reported. Sums of intervals that follow each other add up.
   */
  public List<LossSum> summary(long sinceNanos, long untilNanos) {
    lock.lock();
    try {
      return content.sums(sinceNanos, untilNanos, List.of(), Long.MAX_VALUE);
    } finally {
      lock.unlock();
    }
  }

  /**
   * The same as answers lack it, at once: what waits for the next {@link #sync}, too, but not what
   * could not be stored and is in memory still.
   *
   * @param readableFrom all events from this sequence number on can be read
   */
  public List<LossSum> missing(long sinceNanos, long untilNanos, long readableFrom) {
    lock.lock();
    try {
      return content.sums(sinceNanos, untilNanos, batch, readableFrom);
    } finally {
      lock.unlock();
    }
  }

  /** What each stage did with what came, by the counts that are nearest to the interval. */
  public List<Balance> balances(long sinceNanos, long untilNanos) {
    lock.lock();
    try {
      return content.counts().balances(sinceNanos, untilNanos);
    } finally {
      lock.unlock();
    }
  }

  /** Runs of the process that overlap an interval, oldest first; between them nobody looked. */
  public List<Run> runs(long sinceNanos, long untilNanos) {
    lock.lock();
    try {
      return content.runs(sinceNanos, untilNanos);
    } finally {
      lock.unlock();
    }
  }

  /** Forgets what was before a time, in the file too; not the counts that later ones begin with. */
  public void forget(long beforeNanos) throws IOException {
    lock.lock();
    try {
      content.forget(beforeNanos);
    } finally {
      lock.unlock();
    }
    journal.rewrite();
  }

  /** Bytes of the file. */
  public long bytes() {
    return journal.bytes();
  }

  /** Why the file could not be made shorter, or an empty text. */
  public String trouble() {
    return journal.trouble();
  }

  /** Ends the run in order: the last counts and all losses are written. */
  public void close(long nowNanos) throws IOException {
    lock.lock();
    try {
      latest.forEach(this::enterIfChanged);
      enterBatch();
      enter(new LedgerEntry.Over(run, nowNanos));
    } finally {
      lock.unlock();
    }
    try {
      sync();
    } finally {
      close();
    }
  }

  /** Closes the file as it is; the run counts as ended suddenly. */
  @Override
  public void close() throws IOException {
    journal.close();
  }
}
