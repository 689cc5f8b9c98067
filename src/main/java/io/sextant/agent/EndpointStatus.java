package io.sextant.agent;

import io.sextant.enrich.PodName;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How an endpoint is.
 *
 * @param id 1 to 65,535, or 0 while it has none because its device is missing
 * @param device the node's side of its veth pair
 * @param identity number of the identity that it has in the kernel
 * @param wantedRevision of the last intent that speaks of it, 0 before the first
 * @param realisedRevision of the intent whose rules are in force, 0 for none
 * @param lastError what failed last; null when nothing did since it was last regenerated
 * @param regenerationTime how long its last regeneration took; zero before the first
 */
public record EndpointStatus(
    int id,
    PodName pod,
    String device,
    int identity,
    EndpointState state,
    int wantedRevision,
    int realisedRevision,
    @Nullable Failure lastError,
    Duration regenerationTime) {

  /**
   * Something that failed.
   *
   * @param count how often in a row
   * @param time of the last of them
   */
  public record Failure(String message, int count, Instant time) {
    static Failure of(@Nullable Failure before, String message, Instant now) {
      return new Failure(message, before == null ? 1 : before.count + 1, now);
    }
  }
}
