package io.sextant.history;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Where history is kept, how much of it, and how.
 *
 * @param folder made if it is not there
 * @param maxAge partitions whose newest flow is older are dropped
 * @param maxBytes the oldest partitions are dropped while the folder is larger, without what was
 *     set aside in it
 * @param keepDropsFor partitions older than {@code maxAge} keep their dropped flows for so long;
 *     the same as {@code maxAge} drops them whole
 * @param threads 1, or 2 for one that names and one that encodes and writes
 * @param limits of a partition
 * @param pace of the writer
 * @param whenFull what a full disk does to what is old
 * @param reserveBytes kept free for the time when the disk is full
 */
public record HistorySettings(
    Path folder,
    Duration maxAge,
    long maxBytes,
    Duration keepDropsFor,
    int threads,
    PartitionLimits limits,
    Pace pace,
    WhenFull whenFull,
    long reserveBytes) {
  private static final Duration DEFAULT_AGE = Duration.ofDays(7);
  private static final long DEFAULT_BYTES = 20L << 30;
  private static final long DEFAULT_RESERVE = 64L << 20;
  private static final long LEAST_ROOM = 16L << 20;

  /** What a full disk does to what is old. */
  public enum WhenFull {
    /** Old flows stay, new ones are not stored until there is room. */
    STOP,
    /** The oldest partition goes, down to the one that is being written. */
    DROP_OLDEST
  }

  /**
   * How often the writer does what costs.
   *
   * @param acknowledge time between two group commits
   * @param blockAge after which a block is written however few flows it has
   * @param index time between two commits of the index
   * @param retry time between two attempts after a failure
   */
  public record Pace(Duration acknowledge, Duration blockAge, Duration index, Duration retry) {
    /** What a node uses. */
    public static final Pace DEFAULT =
        new Pace(
            Duration.ofMillis(50),
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofSeconds(1));

    public Pace {
      requirePositive("acknowledge", acknowledge);
      requirePositive("block-age", blockAge);
      requirePositive("index", index);
      requirePositive("retry", retry);
    }
  }

  public HistorySettings {
    requirePositive("max-age", maxAge);
    if (maxBytes < 1) {
      throw new IllegalArgumentException("history.max-bytes " + maxBytes + ": give 1 or more");
    }
    if (keepDropsFor.compareTo(maxAge) < 0) {
      throw new IllegalArgumentException(
          "history.keep-drops-for %s: give max-age (%s) or more".formatted(keepDropsFor, maxAge));
    }
    if (threads < 1 || threads > 2) {
      throw new IllegalArgumentException("history.threads " + threads + ": give 1 or 2");
    }
    if (reserveBytes < 0) {
      throw new IllegalArgumentException(
          "history.reserve-bytes " + reserveBytes + ": give 0 or more");
    }
  }

  /** A week, at most 20 GiB, by one thread. */
  public static HistorySettings in(Path folder) {
    return new HistorySettings(
        folder,
        DEFAULT_AGE,
        DEFAULT_BYTES,
        DEFAULT_AGE,
        1,
        PartitionLimits.within(DEFAULT_AGE, DEFAULT_AGE, DEFAULT_BYTES),
        Pace.DEFAULT,
        WhenFull.STOP,
        DEFAULT_RESERVE);
  }

  /** Bytes that must be free before a disk that was full is written again. */
  long roomToGoOn() {
    return Math.max(LEAST_ROOM, 2 * reserveBytes);
  }

  boolean keepsDropsLonger() {
    return keepDropsFor.compareTo(maxAge) > 0;
  }

  private static void requirePositive(String name, Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException("history." + name + " " + value + ": give more than 0");
    }
  }
}
