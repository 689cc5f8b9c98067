package io.sextant.history;

import io.sextant.history.rollup.BrokenRollupException;
import io.sextant.history.rollup.RollupLog;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The sums of a partition as a file. One thread appends; what {@link #sums} gives does not change
 * any more, and may be read by any thread until the file is closed. Without the file, or behind
 * damage in it, nothing is summed up, and flows are counted one by one.
 */
final class RollupFile implements AutoCloseable {
  /** Longer ones are not gone on with. */
  private static final long LONGEST = 1L << 30;

  private static final Logger LOG = Logger.getLogger(RollupFile.class.getName());

  private final @Nullable BlockLog log;
  private @Nullable RollupLog sums;
  private boolean full;

  private RollupFile(@Nullable BlockLog log, @Nullable RollupLog sums) {
    this.log = log;
    this.sums = sums;
  }

  /** Opens one that nobody appends to, or that is not there. */
  static RollupFile read(Path file) throws IOException {
    return new RollupFile(Files.exists(file) ? BlockLog.read(file) : null, null);
  }

  /**
   * Opens one to be appended to, or makes it. What is torn is cut off.
   *
   * @param lastSequence of the flows that are there; sums that count more are forgotten
   */
  static RollupFile append(Path file, long lastSequence) throws IOException {
    RollupLog good;
    try (RollupFile old = read(file)) {
      RollupLog found = old.sums();
      good = found.through() > lastSequence ? new RollupLog() : found.copy();
    }
    BlockLog log = BlockLog.append(file, good.goodBytes());
    good.extend(view(log));
    return new RollupFile(log, good);
  }

  /** What is summed up now. */
  synchronized RollupLog sums() {
    RollupLog known = sums;
    if (known == null) {
      known = log == null ? new RollupLog() : parse(log);
      sums = known;
    }
    return known;
  }

  private static RollupLog parse(BlockLog log) {
    RollupLog found = new RollupLog();
    try {
      found.extend(view(log));
      return found;
    } catch (BrokenRollupException e) {
      LOG.log(Level.WARNING, "history: sums are damaged, flows are counted one by one", e);
      return new RollupLog();
    }
  }

  private static ByteBuffer view(BlockLog log) {
    return log.bytes().asSlice(0, Math.min(log.written(), LONGEST)).asByteBuffer();
  }

  /** Appends what a builder gave. */
  void append(ByteBuffer bytes) throws IOException {
    BlockLog to = log;
    if (to == null || !bytes.hasRemaining()) {
      return;
    }
    full |= to.written() + bytes.remaining() > LONGEST;
    if (!full) {
      to.append(bytes);
      RollupLog longer = sums().copy();
      longer.extend(view(to));
      show(longer);
    }
  }

  private synchronized void show(RollupLog longer) {
    sums = longer;
  }

  /** Makes all that was appended durable. */
  void force() throws IOException {
    if (log != null) {
      log.force();
    }
  }

  /** Gives back room that was taken. */
  void trim() throws IOException {
    if (log != null) {
      log.trim();
    }
  }

  @Override
  public void close() throws IOException {
    if (log != null) {
      log.close();
    }
  }
}
