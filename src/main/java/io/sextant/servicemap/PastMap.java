package io.sextant.servicemap;

import io.sextant.flow.Event;
import java.util.function.Predicate;

/** Draws the map of a time that is over; on the calling thread, any one. */
public interface PastMap {

  /**
   * A map and what it was drawn from.
   *
   * @param sinceNanos earliest time that was looked at
   * @param untilNanos latest time that was looked at; before the earliest when there was nothing
   * @param missed events that left the memory while it was looked at
   */
  record Drawn(MapSnapshot map, long sinceNanos, long untilNanos, long missed) {}

  /**
   * Draws a map.
   *
   * @param sinceNanos earliest time; {@link Long#MIN_VALUE} for no limit
   * @param untilNanos latest time; {@link Long#MAX_VALUE} for no limit
   * @param wanted chooses flows
   */
  Drawn draw(long sinceNanos, long untilNanos, Predicate<Event> wanted);
}
