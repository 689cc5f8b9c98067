package io.sextant.history.ledger;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Keeps a file in step with what its owner holds in memory: records are added to it, and it is
 * written anew when as much was added as it has to hold, or when so much waits for a disk that
 * fails that it waits in the owner's memory only.
 */
final class Journal implements AutoCloseable {
  private static final int MOST_WAITING = 10_000;
  private static final int REWRITE_AFTER = 25_000;

  private final FrameFile file;
  private final Supplier<List<byte[]>> all;

  /** Held by whoever writes the file; comes before the owner's. */
  private final Lock writing = new ReentrantLock();

  /** Guards what the owner holds, and what waits here. */
  private final Lock lock;

  private List<byte[]> waiting = new ArrayList<>();
  private boolean incomplete;
  private long recordsInFile;
  private long rewriteAt;
  private String trouble = "";

  /**
   * @param lock of the owner
   * @param all records that say all that the owner holds; called under the lock
   */
  Journal(FrameFile.Opened opened, Lock lock, Supplier<List<byte[]>> all) {
    this.file = opened.file();
    this.lock = lock;
    this.all = all;
    wrote(opened.records().size());
  }

  /** What is to be written next: these records, or, when they are not all, the file anew. */
  private record Work(List<byte[]> records, boolean anew) {}

  private record Snapshot(List<byte[]> all, Work before) {}

  /** Called under the owner's lock. */
  void add(byte[] record) {
    waiting.add(record);
    if (waiting.size() > MOST_WAITING) {
      waiting = new ArrayList<>();
      incomplete = true;
    }
  }

  /** Makes all durable that was added; what could not be written is tried again next time. */
  void sync() throws IOException {
    writing.lock();
    try {
      Work work = take();
      if (work.anew()) {
        rewrite();
      } else if (!work.records().isEmpty()) {
        append(work);
      }
      if (recordsInFile >= rewriteAt) {
        rewriteIfPossible();
      }
    } finally {
      writing.unlock();
    }
  }

  /** Writes the file anew, with what the owner holds now. */
  void rewrite() throws IOException {
    writing.lock();
    try {
      Snapshot now = takeAll();
      try {
        file.rewrite(now.all());
        wrote(now.all().size());
      } catch (IOException e) {
        giveBack(now.before());
        throw e;
      }
    } finally {
      writing.unlock();
    }
  }

  private void append(Work work) throws IOException {
    try {
      file.append(work.records());
      recordsInFile += work.records().size();
    } catch (IOException e) {
      giveBack(work);
      throw e;
    }
  }

  /** It is no harm when the file stays as long as it is: all that was added is in it. */
  private void rewriteIfPossible() {
    try {
      rewrite();
      trouble = "";
    } catch (IOException e) {
      trouble = String.valueOf(e.getMessage());
      rewriteAt = recordsInFile + REWRITE_AFTER;
    }
  }

  private Work take() {
    lock.lock();
    try {
      Work work = new Work(waiting, incomplete);
      waiting = new ArrayList<>();
      return work;
    } finally {
      lock.unlock();
    }
  }

  private Snapshot takeAll() {
    lock.lock();
    try {
      Work before = new Work(waiting, incomplete);
      waiting = new ArrayList<>();
      incomplete = false;
      return new Snapshot(all.get(), before);
    } finally {
      lock.unlock();
    }
  }

  private void giveBack(Work work) {
    lock.lock();
    try {
      work.records().addAll(waiting);
      waiting = work.records();
      incomplete |= work.anew() || waiting.size() > MOST_WAITING;
    } finally {
      lock.unlock();
    }
  }

  private void wrote(long records) {
    recordsInFile = records;
    rewriteAt = 2 * records + REWRITE_AFTER;
  }

  long bytes() {
    writing.lock();
    try {
      return file.bytes();
    } finally {
      writing.unlock();
    }
  }

  /** Why the file could not be made shorter, or an empty text. */
  String trouble() {
    writing.lock();
    try {
      return trouble;
    } finally {
      writing.unlock();
    }
  }

  @Override
  public void close() throws IOException {
    writing.lock();
    try {
      file.close();
    } finally {
      writing.unlock();
    }
  }
}
