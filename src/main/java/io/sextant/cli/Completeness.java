package io.sextant.cli;

import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import io.sextant.proto.flow.Flow;
import io.sextant.proto.flow.LostEvent;
import io.sextant.proto.observer.GetFlowsResponse;
import io.sextant.proto.relay.NodeStatusEvent;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** How complete an answer is: what came, over which time, what was lost where, who is missing. */
final class Completeness {
  private static final int MOST_NAMED = 8;

  private long flows;
  private long lostInAll;
  private @Nullable Timestamp from;
  private @Nullable Timestamp to;
  private final Map<String, Long> lost = new LinkedHashMap<>();
  private final TreeSet<String> missing = new TreeSet<>();

  void count(GetFlowsResponse response) {
    if (response.hasFlow()) {
      flows++;
      widen(response);
    } else if (response.hasLostEvents()) {
      lose(response.getLostEvents(), response.getNodeName());
    } else if (response.hasNodeStatus()) {
      follow(response.getNodeStatus());
    }
  }

  /** Whether the answer is all that there was, as far as is known. */
  boolean isWhole() {
    return lostInAll == 0 && missing.isEmpty();
  }

  /** For people, on one line. */
  String line(TimeText time) {
    StringBuilder line = new StringBuilder();
    line.append(Count.of(flows, "flow"));
    if (from != null && to != null) {
      line.append(" from ").append(time.text(from)).append(" to ").append(time.text(to));
    }
    if (lostInAll == 0) {
      line.append(", nothing lost");
    } else {
      line.append(", ").append(Count.grouped(lostInAll)).append(" lost: ");
      list(line);
    }
    if (!missing.isEmpty()) {
      line.append(", without ").append(NodeStatusText.names(missing));
    }
    return line.toString();
  }

  private void list(StringBuilder line) {
    int named = 0;
    for (Map.Entry<String, Long> place : lost.entrySet()) {
      if (named == MOST_NAMED) {
        line.append(" and at ").append(lost.size() - named).append(" more places");
        return;
      }
      line.append(named++ == 0 ? "" : ", ").append(Count.grouped(place.getValue()));
      line.append(' ').append(place.getKey());
    }
  }

  private void widen(GetFlowsResponse response) {
    Flow flow = response.getFlow();
    if (!flow.hasTime() && !response.hasTime()) {
      return;
    }
    Timestamp time = flow.hasTime() ? flow.getTime() : response.getTime();
    if (from == null || Timestamps.compare(time, from) < 0) {
      from = time;
    }
    if (to == null || Timestamps.compare(time, to) > 0) {
      to = time;
    }
  }

  private void lose(LostEvent event, String node) {
    String source = FlowText.name(event.getSource(), event.getSourceValue());
    String place = node.isEmpty() ? "in " + source : "in " + source + " of " + Escape.text(node);
    lost.merge(place, event.getNumEventsLost(), Long::sum);
    lostInAll += event.getNumEventsLost();
  }

  private void follow(NodeStatusEvent status) {
    switch (status.getStateChange()) {
      case NODE_UNAVAILABLE, NODE_ERROR -> missing.addAll(status.getNodeNamesList());
      case NODE_CONNECTED, NODE_GONE -> status.getNodeNamesList().forEach(missing::remove);
      case UNKNOWN_NODE_STATE, UNRECOGNIZED -> {}
    }
  }
}
