package io.sextant.store;

import io.sextant.flow.Event;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which flows to count, and how to group them.
 *
 * @param sinceNanos earliest time, in nanoseconds since the epoch; {@link Long#MIN_VALUE} for no
 *     limit
 * @param untilNanos latest time; {@link Long#MAX_VALUE} for no limit
 * @param wanted chooses flows
 * @param by different fields that flows of one group have alike; none for one group of all
 * @param bucketNanos length of the stretches of time that are counted apart, beginning at its
 *     multiples since the epoch; 0 for one stretch of all
 * @param limit groups that are told at most, the largest; {@link Groups#others} are the rest
 */
public record Aggregation(
    long sinceNanos,
    long untilNanos,
    Predicate<Event> wanted,
    List<GroupField> by,
    long bucketNanos,
    int limit) {
  /** Groups that are kept apart at most. */
  public static final int MOST_GROUPS = 10_000;

  public Aggregation {
    by = List.copyOf(by);
    if (Set.copyOf(by).size() < by.size()) {
      throw new IllegalArgumentException("fields " + by + ": give each once");
    }
    if (bucketNanos < 0) {
      throw new IllegalArgumentException("bucket of " + bucketNanos + " ns: give 0 or more");
    }
    if (limit < 0 || limit > MOST_GROUPS) {
      throw new IllegalArgumentException("limit of " + limit + " groups: give 0 to " + MOST_GROUPS);
    }
  }

  /** Whether a time lies within the query's. */
  public boolean covers(long timeNanos) {
    return timeNanos >= sinceNanos && timeNanos <= untilNanos;
  }

  /** Beginning of the stretch that a time lies in. */
  public long bucket(long timeNanos) {
    return bucketNanos == 0 ? Groups.ONE_BUCKET : timeNanos - Math.floorMod(timeNanos, bucketNanos);
  }
}
