package io.sextant.history;

import java.time.Duration;

/**
 * When the active partition gives way to a new one.
 *
 * @param span time of flows, if the partition has {@code leastBytes} by then
 * @param leastBytes below this a partition lives on until {@code longestSpan}
 * @param longestSpan time of flows however small it is
 * @param flows number of flows
 * @param dictionaryEntries number of values in its dictionary
 * @param bytes of its blocks
 */
public record PartitionLimits(
    Duration span,
    long leastBytes,
    Duration longestSpan,
    long flows,
    int dictionaryEntries,
    long bytes) {
  private static final long MEBIBYTE = 1L << 20;

  /** A partition is at most one of so many parts of what is kept. */
  private static final int PARTS = 8;

  private static final int MOST_PARTITIONS = 1_000;

  /** A shorter one would be a block and its files. */
  private static final Duration SHORTEST_SPAN = Duration.ofSeconds(10);

  private static final long LEAST_BYTES = MEBIBYTE;

  /** What a node uses that keeps much; none is larger. */
  public static final PartitionLimits DEFAULT =
      new PartitionLimits(
          Duration.ofHours(1),
          16 * MEBIBYTE,
          Duration.ofHours(24),
          32_000_000,
          1_000_000,
          1_536 * MEBIBYTE);

  /** A block's place in its log is a number of 31 bits. */
  private static final long MOST_BYTES = 1_900 * MEBIBYTE;

  public PartitionLimits {
    requirePositive("span", span.toNanos());
    requirePositive("longestSpan", longestSpan.toNanos());
    requirePositive("flows", flows);
    requirePositive("dictionaryEntries", dictionaryEntries);
    if (bytes < 1 || bytes > MOST_BYTES) {
      throw new IllegalArgumentException(
          "bytes " + bytes + " of a partition: give 1 to " + MOST_BYTES);
    }
  }

  /**
   * What a node uses that keeps this much: what goes, goes by whole partitions, so that these are
   * small parts of it. There are some ten of them at least, and no more than some thousand.
   *
   * @param maxAge of flows
   * @param keepDropsFor time that drops are kept, {@code maxAge} or more
   * @param maxBytes of all partitions
   */
  public static PartitionLimits within(Duration maxAge, Duration keepDropsFor, long maxBytes) {
    Duration part = longer(maxAge.dividedBy(PARTS), keepDropsFor.dividedBy(MOST_PARTITIONS));
    Duration longest = shorter(longer(part, SHORTEST_SPAN), DEFAULT.longestSpan);
    long bytes = Math.clamp(maxBytes / PARTS, LEAST_BYTES, DEFAULT.bytes);
    return new PartitionLimits(
        shorter(longest, DEFAULT.span),
        Math.min(bytes, DEFAULT.leastBytes),
        longest,
        DEFAULT.flows,
        DEFAULT.dictionaryEntries,
        bytes);
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private static void requirePositive(String name, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " " + value + " of a partition: give 1 or more");
    }
  }

  /** Whether a partition of this size is to be closed. */
  boolean areReached(long nanos, long flowCount, int entries, long size) {
    return flowCount >= flows
        || entries >= dictionaryEntries
        || size >= bytes
        || nanos >= longestSpan.toNanos()
        || (nanos >= span.toNanos() && size >= leastBytes);
  }
}
