package io.sextant.store;

import java.util.List;

/**
 * Counted flows, by group and stretch of time.
 *
 * @param rows of the largest groups, by stretch, then the largest group first
 * @param total everything that was counted
 * @param others what was counted and is in no row
 * @param exact false when there were more groups than can be kept apart, so that a group that came
 *     late may be larger than one that has rows
 * @param covered the time that was looked at
 * @param missed events that left the memory while it was counted
 */
public record Groups(
    List<GroupField> by,
    long bucketNanos,
    List<Row> rows,
    Sums total,
    Sums others,
    boolean exact,
    Covered covered,
    long missed) {
  /** Beginning of the one stretch of an aggregation without stretches. */
  public static final long ONE_BUCKET = Long.MIN_VALUE;

  /**
   * Flows of one group in one stretch of time.
   *
   * @param bucketNanos when the stretch begins, or {@link #ONE_BUCKET}
   * @param keys what the group's flows have alike, in the order of {@link Groups#by}
   */
  public record Row(long bucketNanos, List<String> keys, Sums sums) {
    public Row {
      keys = List.copyOf(keys);
    }
  }

  /** A stretch of time, both ends of it included; nothing when it ends before it begins. */
  public record Covered(long sinceNanos, long untilNanos) {
    /** Nothing. */
    public static final Covered NOTHING = new Covered(0, -1);
  }

  public Groups {
    by = List.copyOf(by);
    rows = List.copyOf(rows);
  }
}
