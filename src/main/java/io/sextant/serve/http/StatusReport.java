package io.sextant.serve.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The server in numbers.
 *
 * @param run tells one start of the server from another: sequence numbers hold within it
 * @param eventsPerSecond flows per second by their own time, over the last five seconds
 * @param history null where none is kept
 */
record StatusReport(
    String version,
    String run,
    SourceBadge source,
    long uptimeSeconds,
    double eventsPerSecond,
    long flowsInMemory,
    long memoryCapacity,
    long flowsSeen,
    Completeness completeness,
    List<NodeState> nodes,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable HistoryReport history) {

  /**
   * What an answer covers.
   *
   * @param since time of the oldest flow in its range, null when there is none
   * @param until time of the newest flow
   * @param lost events that happened in this interval and are not there
   * @param stages where they were lost
   */
  record Completeness(
      @Nullable String since, @Nullable String until, long lost, List<StageLoss> stages) {

    /** In one line; a dash where nothing is covered. */
    String text() {
      return "since=%s; until=%s; lost=%d"
          .formatted(
              Objects.requireNonNullElse(since, "-"), Objects.requireNonNullElse(until, "-"), lost);
    }
  }

  /** Events lost in one place. */
  record StageLoss(String node, String stage, long lost) {}
}
