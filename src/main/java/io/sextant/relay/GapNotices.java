package io.sextant.relay;

import io.grpc.Metadata;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;

/**
 * Finds out whether a peer that is back has forgotten something meanwhile, and tells it. Event
 * loops bring the answers, the thread that merges asks and tells.
 */
final class GapNotices {

  /** Flows of a peer that may be missing. */
  private record Gap(String name, long fromNanos, long toNanos) {}

  private final ConcurrentLinkedQueue<Gap> gaps = new ConcurrentLinkedQueue<>();
  private final Announcements announcements;
  private final LongAdder told;
  private final Runnable wake;

  /**
   * @param told counts them
   * @param wake runs when there is something to tell
   */
  GapNotices(Announcements announcements, LongAdder told, Runnable wake) {
    this.announcements = announcements;
    this.told = told;
    this.wake = wake;
  }

  /**
   * Asks a peer for its oldest flow.
   *
   * @param fromNanos time of day from which on flows are wanted
   */
  void ask(Contributor contributor, Metadata headers, long fromNanos) {
    String name = contributor.name();
    OldestEvent.ask(
        contributor.connection().channel(),
        headers,
        oldest -> {
          if (oldest > fromNanos) {
            gaps.add(new Gap(name, fromNanos, oldest));
            wake.run();
          }
        });
  }

  /** Tells what was found since the last time. */
  void tell() {
    for (Gap gap = gaps.poll(); gap != null; gap = gaps.poll()) {
      told.increment();
      announcements.tellNow(
          List.of(gap.name),
          "flows between %s and %s may be missing: the node was away, and shows none from before that"
              .formatted(text(gap.fromNanos), text(gap.toNanos)));
    }
  }

  private static Instant text(long nanos) {
    return Instant.ofEpochSecond(0, nanos);
  }
}
