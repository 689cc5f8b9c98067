package io.sextant.enrich;

import io.sextant.decode.DebugMsg;
import io.sextant.flow.DebugEvent;
import io.sextant.flow.Endpoint;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Debug messages to events. */
final class DebugEvents {
  private DebugEvents() {}

  static DebugEvent event(DebugMsg message, ClusterView view, Arrival arrival) {
    return new DebugEvent(
        arrival.timeNanos(),
        arrival.node(),
        message.subType(),
        source(message.source(), view),
        message.hash(),
        message.arg1(),
        message.arg2(),
        message.arg3(),
        DebugTexts.of(message.subType(), message.arg1(), message.arg2(), message.arg3()),
        arrival.cpu());
  }

  /** The endpoint by its number, without workloads; null for the host's programs. */
  private static @Nullable Endpoint source(int id, ClusterView view) {
    if (id == 0) {
      return null;
    }
    Endpoint known = view.endpoint(id);
    return known == null
        ? new Endpoint(id, 0, "", "", List.of(), "", "", List.of())
        : new Endpoint(
            id,
            known.identity(),
            known.clusterName(),
            known.namespace(),
            known.labels(),
            known.podName(),
            known.podUid(),
            List.of());
  }
}
