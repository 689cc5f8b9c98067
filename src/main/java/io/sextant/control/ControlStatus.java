package io.sextant.control;

import io.sextant.manifest.ObjectName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the control plane is; a snapshot.
 *
 * @param revision of the last intent that was handed out
 * @param intent what the node is to be
 * @param refused changes of objects that are not in force
 * @param failure why the node could not be brought to what is wanted, or null
 * @param planning how long the last plan took to make
 * @param realising how long the node took for it
 * @param refusedNames addresses of DNS answers that found no room
 */
public record ControlStatus(
    int revision,
    NodeIntent intent,
    List<Refused> refused,
    @Nullable Failure failure,
    Duration planning,
    Duration realising,
    long refusedNames) {
  /** Before the first plan. */
  public static final ControlStatus NEW =
      new ControlStatus(0, NodeIntent.EMPTY, List.of(), null, Duration.ZERO, Duration.ZERO, 0);

  /** A change of an object that is not in force, or an object that is only in part. */
  public record Refused(ObjectName object, String problem) {}

  /** What failed last. */
  public record Failure(String problem, int inARow, Instant time) {}

  public ControlStatus {
    refused = List.copyOf(refused);
  }
}
