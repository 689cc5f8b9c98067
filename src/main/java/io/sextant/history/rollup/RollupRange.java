package io.sextant.history.rollup;

import java.util.ArrayList;
import java.util.List;

/**
 * A time, cut where stretches of ten seconds begin: sums are there for the inner part only, its
 * flows answer for the rest.
 *
 * @param sinceNanos where the inner part begins
 * @param untilNanos where it ends, not included; not above the beginning when there is none
 * @param rests what lies before and behind
 */
public record RollupRange(long sinceNanos, long untilNanos, List<Rest> rests) {

  /** A time, both ends included. */
  public record Rest(long sinceNanos, long untilNanos) {}

  public RollupRange {
    rests = List.copyOf(rests);
  }

  /** Cuts a time, both ends included; {@link Long#MIN_VALUE} and MAX_VALUE for no limit. */
  public static RollupRange of(long sinceNanos, long untilNanos) {
    long length = Level.TEN_SECONDS.nanos();
    long since =
        sinceNanos < Long.MIN_VALUE + length
            ? Long.MIN_VALUE
            : Level.TEN_SECONDS.start(sinceNanos - 1) + length;
    long until =
        untilNanos == Long.MAX_VALUE ? Long.MAX_VALUE : Level.TEN_SECONDS.start(untilNanos + 1);
    if (since >= until) {
      return new RollupRange(since, since, List.of(new Rest(sinceNanos, untilNanos)));
    }
    List<Rest> rests = new ArrayList<>();
    if (sinceNanos < since) {
      rests.add(new Rest(sinceNanos, since - 1));
    }
    if (until <= untilNanos && untilNanos != Long.MAX_VALUE) {
      rests.add(new Rest(until, untilNanos));
    }
    return new RollupRange(since, until, rests);
  }

  /** Whether there is an inner part. */
  public boolean hasInner() {
    return sinceNanos < untilNanos;
  }
}
