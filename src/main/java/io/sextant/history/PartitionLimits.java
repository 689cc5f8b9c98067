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

  /** What a node uses. */
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
