package io.sextant.serve.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
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
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable HistoryReport history) {}
