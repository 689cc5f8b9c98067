package io.sextant.relay;

import io.grpc.Status;
import io.sextant.proto.flow.LostEvent;
import io.sextant.proto.flow.LostEventSource;
import io.sextant.proto.observer.GetFlowsResponse;
import io.sextant.proto.relay.NodeState;
import io.sextant.proto.relay.NodeStatusEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What a stream of flows says of its peers, in Hubble's events: those of one moment and kind go as
 * one, and equal errors of ten seconds too. Streams of other events have no place for it; there it
 * is dropped. Belongs to the thread that merges.
 */
final class Announcements {
  private final String self;
  private final long errorWindowNanos;
  private final boolean told;
  private final Map<NodeState, List<String>> changes = new EnumMap<>(NodeState.class);
  private final List<GetFlowsResponse> ready = new ArrayList<>();
  private final Set<String> failed = new LinkedHashSet<>();
  private String error = "";
  private long firstErrorNanos;

  /**
   * @param self name that the relay speaks under
   * @param told whether the stream has a place for it
   */
  Announcements(String self, long errorWindowNanos, boolean told) {
    this.self = self;
    this.errorWindowNanos = errorWindowNanos;
    this.told = told;
  }

  void changed(NodeState state, String name) {
    changes.computeIfAbsent(state, _ -> new ArrayList<>()).add(name);
  }

  void error(String name, String message, long nowNanos) {
    if (!error.equals(message)) {
      closeError();
      error = message;
      firstErrorNanos = nowNanos;
    }
    failed.add(name);
  }

  /** An error that tells of something that is over: it is not held back. */
  void tellNow(List<String> names, String message) {
    ready.add(event(NodeState.NODE_ERROR, names, message));
  }

  /** Flows that the relay itself had no room for. */
  void lost(long count) {
    ready.add(
        response(
            GetFlowsResponse.newBuilder()
                .setLostEvents(
                    LostEvent.newBuilder()
                        .setSource(LostEventSource.HUBBLE_RING_BUFFER)
                        .setNumEventsLost(count))));
  }

  /** Tells what is due. */
  void flush(long nowNanos, Consumer<Relayed> target) {
    if (!failed.isEmpty() && nowNanos - firstErrorNanos >= errorWindowNanos) {
      closeError();
    }
    if (changes.isEmpty() && ready.isEmpty()) {
      return;
    }
    changes.forEach((state, names) -> ready.add(event(state, names, "")));
    changes.clear();
    if (told) {
      ready.forEach(event -> target.accept(Relayed.of(event)));
    }
    ready.clear();
  }

  /** Tells all, because nothing follows. */
  void finish(Consumer<Relayed> target) {
    closeError();
    flush(firstErrorNanos, target);
  }

  /** How an ended call is told, in Hubble's way. */
  static String text(Status status) {
    String description = String.valueOf(status.getDescription());
    return status.getCode() == Status.Code.UNKNOWN
        ? description
        : "rpc error: code = %s desc = %s".formatted(codeName(status.getCode()), description);
  }

  /** As Go writes it: {@code DeadlineExceeded}. */
  private static String codeName(Status.Code code) {
    StringBuilder name = new StringBuilder();
    for (String word : code.name().split("_", -1)) {
      name.append(word.charAt(0)).append(word.substring(1).toLowerCase(java.util.Locale.ROOT));
    }
    return name.toString();
  }

  private void closeError() {
    if (!failed.isEmpty()) {
      ready.add(event(NodeState.NODE_ERROR, failed, error));
      failed.clear();
    }
    error = "";
  }

  private GetFlowsResponse event(NodeState state, Iterable<String> names, String message) {
    return response(
        GetFlowsResponse.newBuilder()
            .setNodeStatus(
                NodeStatusEvent.newBuilder()
                    .setStateChange(state)
                    .addAllNodeNames(names)
                    .setMessage(message)));
  }

  private GetFlowsResponse response(GetFlowsResponse.Builder response) {
    Instant now = Instant.now();
    response.setNodeName(self);
    response.getTimeBuilder().setSeconds(now.getEpochSecond()).setNanos(now.getNano());
    return response.build();
  }
}
