package io.sextant.history;

import java.util.Optional;

/** Times of the oldest and the newest flow of a node, nanoseconds since the Unix epoch. */
public record NodeSpan(long sinceNanos, long untilNanos) {

  NodeSpan and(NodeSpan other) {
    return new NodeSpan(
        Math.min(sinceNanos, other.sinceNanos), Math.max(untilNanos, other.untilNanos));
  }

  /** As much of it as is in an interval whose end is not included. */
  public Optional<NodeSpan> within(long since, long until) {
    NodeSpan part = new NodeSpan(Math.max(since, sinceNanos), Math.min(until - 1, untilNanos));
    return part.sinceNanos > part.untilNanos ? Optional.empty() : Optional.of(part);
  }
}
