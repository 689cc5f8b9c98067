package io.sextant;

import io.sextant.history.HistorySettings;
import io.sextant.history.PartitionLimits;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Flows on the disk: {@code sextant.history}.
 *
 * @param folder that they are kept in; empty keeps none
 * @param maxAge what is older is dropped, by whole partitions
 * @param maxSize of the folder, its reserve included; beyond it the oldest is dropped
 * @param keepDropsFor how long dropped flows stay; as long as all others if it is not given
 * @param threads 1, or 2 for nodes with very many flows
 * @param whenFull what a full disk does to what is old
 */
public record HistoryOptions(
    @DefaultValue("") String folder,
    @DefaultValue("7d") Duration maxAge,
    @DefaultValue("20GB") DataSize maxSize,
    @Nullable Duration keepDropsFor,
    @DefaultValue("1") int threads,
    @DefaultValue("stop") HistorySettings.WhenFull whenFull) {
  /** Flows of two large blocks: what is in no block yet is in memory only. */
  static final int LEAST_MEMORY = 8_191;

  private static final long LEAST_SIZE = 64L << 20;
  private static final long RESERVE_BYTES = 64L << 20;

  /** The reserve is at most one of so many parts of a small history. */
  private static final int RESERVE_PART = 4;

  public HistoryOptions {
    if (maxAge.isNegative() || maxAge.isZero()) {
      throw new IllegalArgumentException(
          "sextant.history.max-age is " + maxAge + "; give a time such as 12h or 7d");
    }
    if (maxSize.toBytes() < LEAST_SIZE) {
      throw new IllegalArgumentException(
          "sextant.history.max-size is " + maxSize + "; give at least 64MB");
    }
    if (keepDropsFor != null && keepDropsFor.compareTo(maxAge) < 0) {
      throw new IllegalArgumentException(
          "sextant.history.keep-drops-for is %s; give at least max-age, which is %s"
              .formatted(keepDropsFor, maxAge));
    }
    if (threads < 1 || threads > 2) {
      throw new IllegalArgumentException(
          "sextant.history.threads is " + threads + "; it must be 1 or 2");
    }
  }

  /** Whether flows are kept. */
  boolean isOn() {
    return !folder.isBlank();
  }

  HistorySettings settings() {
    Duration dropsAge = keepDropsFor == null ? maxAge : keepDropsFor;
    return new HistorySettings(
        Path.of(folder),
        maxAge,
        maxSize.toBytes(),
        dropsAge,
        threads,
        PartitionLimits.within(maxAge, dropsAge, maxSize.toBytes()),
        HistorySettings.Pace.DEFAULT,
        whenFull,
        Math.min(RESERVE_BYTES, maxSize.toBytes() / RESERVE_PART));
  }
}
