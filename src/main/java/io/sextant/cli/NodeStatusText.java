package io.sextant.cli;

import io.sextant.proto.observer.GetFlowsResponse;
import io.sextant.proto.relay.NodeState;
import io.sextant.proto.relay.NodeStatusEvent;
import java.util.Collection;

/** What a relay says of its nodes, in words. */
final class NodeStatusText {
  private static final int LONGEST_LIST = 50;
  private static final String SEPARATOR = ", ";

  private NodeStatusText() {}

  /** Whether an answer may miss something because of it. */
  static boolean isTrouble(NodeStatusEvent status) {
    return status.getStateChange() == NodeState.NODE_UNAVAILABLE
        || status.getStateChange() == NodeState.NODE_ERROR;
  }

  static String line(TimeText time, GetFlowsResponse response) {
    StringBuilder line = new StringBuilder();
    time.append(line, response.hasTime(), response.getTime());
    line.append(" [");
    Escape.append(line, response.getNodeName());
    return line.append("]: ").append(text(response.getNodeStatus())).toString();
  }

  static String block(TimeText time, GetFlowsResponse response) {
    NodeStatusEvent status = response.getNodeStatus();
    StringBuilder block = new StringBuilder("  TIMESTAMP: ");
    time.append(block, response.hasTime(), response.getTime());
    return block
        .append("\n      STATE: ")
        .append(FlowText.name(status.getStateChange(), status.getStateChangeValue()))
        .append("\n      NODES: ")
        .append(names(status.getNodeNamesList()))
        .append("\n    MESSAGE: ")
        .append(status.getMessage().isEmpty() ? "N/A" : quoted(status.getMessage()))
        .toString();
  }

  private static String text(NodeStatusEvent status) {
    int count = status.getNodeNamesCount();
    String names = names(status.getNodeNamesList());
    return switch (status.getStateChange()) {
      case NODE_CONNECTED -> "Receiving flows from " + count + " nodes: " + names;
      case NODE_UNAVAILABLE -> count + " nodes are unavailable: " + names;
      case NODE_GONE -> count + " nodes removed from cluster: " + names;
      case NODE_ERROR ->
          "Error " + quoted(status.getMessage()) + " on " + count + " nodes: " + names;
      case UNKNOWN_NODE_STATE, UNRECOGNIZED -> "unknown state of " + count + " nodes: " + names;
    };
  }

  private static String quoted(String text) {
    return '"' + Escape.text(text.replace("\\", "\\\\").replace("\"", "\\\"")) + '"';
  }

  /** As many as fit on a line. */
  static String names(Collection<String> names) {
    StringBuilder list = new StringBuilder();
    int length = 0;
    int named = 0;
    for (String name : names) {
      length += name.length() + SEPARATOR.length();
      if (named > 0 && length > LONGEST_LIST) {
        return list.append(" (and ").append(names.size() - named).append(" more)").toString();
      }
      list.append(named++ == 0 ? "" : SEPARATOR);
      Escape.append(list, name);
    }
    return list.toString();
  }
}
