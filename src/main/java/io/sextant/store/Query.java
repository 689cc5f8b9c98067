package io.sextant.store;

import io.sextant.flow.Event;
import java.util.function.Predicate;

/**
 * What a reader wants of a store, whatever protocol it speaks.
 *
 * @param wanted chooses events; losses are reported whether it chooses them or not
 * @param sinceNanos earliest time, in nanoseconds since the epoch; {@link Long#MIN_VALUE} for no
 *     limit
 * @param untilNanos latest time; {@link Long#MAX_VALUE} for no limit
 * @param past which of the chosen events that are there already
 * @param then what to do after those
 * @param before sequence number that the answer ends before; {@link Long#MAX_VALUE} for no limit
 */
public record Query(
    Predicate<Event> wanted, long sinceNanos, long untilNanos, Past past, Then then, long before) {

  /**
   * Chooses nothing, so that losses alone are told: a store that knows them need not look at its
   * events.
   */
  public static final Predicate<Event> NOTHING = _ -> false;

  /** A part of the events that are there when the query comes. */
  public sealed interface Past {

    /** All, oldest first. */
    record All() implements Past {}

    /** At most so many, beginning with the oldest. */
    record First(long number) implements Past {}

    /** The newest, at most so many, oldest of them first. */
    record Last(long number) implements Past {}

    /**
     * All from this sequence number on, for a reader that comes back. What is gone by then counts
     * as lost.
     */
    record From(long sequence) implements Past {}

    /** Nothing. */
    record None() implements Past {}
  }

  /** What follows the past. */
  public enum Then {
    STOP,
    FOLLOW
  }

  public Query {
    if (past instanceof Past.First && then == Then.FOLLOW) {
      throw new IllegalArgumentException("the first events cannot be followed");
    }
  }

  /** Without a last sequence number. */
  public Query(Predicate<Event> wanted, long sinceNanos, long untilNanos, Past past, Then then) {
    this(wanted, sinceNanos, untilNanos, past, then, Long.MAX_VALUE);
  }

  /** The same up to a sequence number, for a reader that goes backwards page by page. */
  public Query before(long sequence) {
    return new Query(wanted, sinceNanos, untilNanos, past, then, sequence);
  }

  /** Everything that is there. */
  public static Query all(Predicate<Event> wanted) {
    return new Query(wanted, Long.MIN_VALUE, Long.MAX_VALUE, new Past.All(), Then.STOP);
  }

  /** Everything that comes from now on. */
  public static Query follow(Predicate<Event> wanted) {
    return new Query(wanted, Long.MIN_VALUE, Long.MAX_VALUE, new Past.None(), Then.FOLLOW);
  }

  /** The newest, at most so many. */
  public static Query last(long number, Predicate<Event> wanted) {
    return new Query(wanted, Long.MIN_VALUE, Long.MAX_VALUE, new Past.Last(number), Then.STOP);
  }

  /** Whether a time lies within the query's. */
  public boolean covers(long timeNanos) {
    return timeNanos >= sinceNanos && timeNanos <= untilNanos;
  }
}
