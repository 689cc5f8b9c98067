package io.sextant.flow;

/**
 * A gap: events that happened and are not there.
 *
 * @param timeNanos when the gap was noticed
 * @param source the stage that lost them
 * @param count how many; at least 1
 * @param cpu the CPU whose ring lost them, or {@link #NO_CPU}
 * @param firstNanos time of the first loss, or 0 when only the total is known
 * @param lastNanos time of the last loss, or 0
 */
public record LostEvents(
    long timeNanos, Node node, Source source, long count, int cpu, long firstNanos, long lastNanos)
    implements Event {

  public static final int NO_CPU = Integer.MIN_VALUE;

  /** Ordinals are the numbers of {@code flow.LostEventSource} in Hubble's API. */
  public enum Source {
    UNKNOWN_LOST_EVENT_SOURCE,
    PERF_EVENT_RING_BUFFER,
    OBSERVER_EVENTS_QUEUE,
    HUBBLE_RING_BUFFER
  }
}
