package io.sextant.history.ledger;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What names, addresses and policies meant at any time: durable in {@code names.log}, and whole in
 * memory. What holds when the process ends holds when the next one starts, until it is told
 * otherwise. Of what no longer holds the newest {@value #KEPT_FACTS} are kept.
 *
 * <p>Any thread tells and asks and waits for no disk; {@link #sync} makes durable.
 */
public final class NamesLog implements AutoCloseable {
  static final String FILE = "names.log";
  static final int KEPT_FACTS = 200_000;

  private static final int LONGEST_KEY = 4 << 10;
  private static final int LONGEST_VALUE = 1 << 20;

  private final FileCheck check;
  private final FactTable facts;
  private final int keptFacts;
  private final Lock lock = new ReentrantLock();
  private final Journal journal;
  private long forgotten;

  private NamesLog(FrameFile.Opened opened, FactTable facts, int keptFacts) {
    this.check = opened.check();
    this.facts = facts;
    this.keptFacts = keptFacts;
    this.journal =
        new Journal(opened, lock, () -> facts.all().stream().map(FactRecords::fact).toList());
  }

  /**
   * Opens the log of a folder.
   *
   * @throws IOException when it cannot be read, or has a format of another version
   */
  public static NamesLog open(Path folder) throws IOException {
    return open(folder, KEPT_FACTS);
  }

  static NamesLog open(Path folder, int keptFacts) throws IOException {
    FrameFile.Opened opened = FrameFile.open(folder.resolve(FILE), FactRecords.FORMAT);
    try {
      FactTable facts = new FactTable();
      opened.records().forEach(record -> FactRecords.apply(record, facts));
      return new NamesLog(opened, facts, keptFacts);
    } catch (IllegalArgumentException e) {
      opened.file().close();
      throw new IOException(folder.resolve(FILE) + ": " + e.getMessage(), e);
    }
  }

  /** What was found in the file. */
  public FileCheck check() {
    return check;
  }

  /**
   * From now on this holds, and no longer what held before for the key; false when it held already.
   *
   * @throws IllegalArgumentException when key or value are longer than can be kept
   */
  public boolean put(FactKind kind, String key, String value, long timeNanos) {
    Fact fact = new Fact(kind, key, value, timeNanos, Fact.STILL);
    byte[] record = FactRecords.fact(fact);
    refuseLong("key", key, LONGEST_KEY);
    refuseLong("value of " + key, value, LONGEST_VALUE);
    lock.lock();
    try {
      return facts.put(fact) && write(record);
    } finally {
      lock.unlock();
    }
  }

  /** From now on nothing holds for the key; false when nothing did. */
  public boolean remove(FactKind kind, String key, long timeNanos) {
    refuseLong("key", key, LONGEST_KEY);
    lock.lock();
    try {
      return facts.end(kind, key, timeNanos) && write(FactRecords.end(kind, key, timeNanos));
    } finally {
      lock.unlock();
    }
  }

  private static void refuseLong(String what, String text, int most) {
    if (text.length() > most) {
      throw new IllegalArgumentException(
          "%s has %d characters: at most %d are possible".formatted(what, text.length(), most));
    }
  }

  private boolean write(byte[] record) {
    journal.add(record);
    return true;
  }

  /** What held for a key at a time. */
  public Optional<Fact> at(FactKind kind, String key, long timeNanos) {
    lock.lock();
    try {
      return facts.at(kind, key, timeNanos);
    } finally {
      lock.unlock();
    }
  }

  /** All that ever held for a key, oldest first. */
  public List<Fact> history(FactKind kind, String key) {
    lock.lock();
    try {
      return facts.history(kind, key);
    } finally {
      lock.unlock();
    }
  }

  /** All of a kind that held at a time, by key. */
  public List<Fact> all(FactKind kind, long timeNanos) {
    lock.lock();
    try {
      return facts.all(kind, timeNanos);
    } finally {
      lock.unlock();
    }
  }

  /** All of a kind that held at some moment of an interval, oldest first. */
  public List<Fact> between(FactKind kind, long sinceNanos, long untilNanos) {
    lock.lock();
    try {
      return facts.between(kind, sinceNanos, untilNanos);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Makes all durable that was told.
   *
   * @throws IOException when it could not be written; it is tried again at the next call
   */
  public void sync() throws IOException {
    if (forgetSurplus()) {
      journal.rewrite();
    } else {
      journal.sync();
    }
  }

  private boolean forgetSurplus() {
    lock.lock();
    try {
      int before = facts.ended();
      int surplus = before - keptFacts;
      if (surplus > 0) {
        facts.forget(facts.timeToForget(surplus + keptFacts / 10));
        forgotten += before - facts.ended();
      }
      return surplus > 0;
    } finally {
      lock.unlock();
    }
  }

  /** Forgets what no longer held at a time, in the file too. */
  public void forget(long beforeNanos) throws IOException {
    lock.lock();
    try {
      facts.forget(beforeNanos);
    } finally {
      lock.unlock();
    }
    journal.rewrite();
  }

  /** Facts that had to be forgotten before their time because there were too many. */
  public long forgotten() {
    lock.lock();
    try {
      return forgotten;
    } finally {
      lock.unlock();
    }
  }

  /** Bytes of the file. */
  public long bytes() {
    return journal.bytes();
  }

  /** Why the file could not be made shorter, or an empty text. */
  public String trouble() {
    return journal.trouble();
  }

  /** Makes all durable and closes the file. */
  @Override
  public void close() throws IOException {
    try {
      sync();
    } finally {
      journal.close();
    }
  }
}
