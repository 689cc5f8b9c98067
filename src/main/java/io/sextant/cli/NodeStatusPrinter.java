package io.sextant.cli;

import io.sextant.proto.observer.GetFlowsResponse;
import io.sextant.proto.relay.NodeState;
import io.sextant.proto.relay.NodeStatusEvent;
import java.util.List;

/** What a relay says of its nodes, beside the output. */
final class NodeStatusPrinter {
  private static final int LONGEST_LIST = 50;

  private final Terminal terminal;
  private final PrintOptions options;
  private final boolean all;

  /**
   * @param all whether to tell of nodes that come and go, too
   */
  NodeStatusPrinter(Terminal terminal, PrintOptions options, boolean all) {
    this.terminal = terminal;
    this.options = options;
    this.all = all;
  }

  void print(GetFlowsResponse response) {
    NodeStatusEvent status = response.getNodeStatus();
    NodeState state = status.getStateChange();
    if (!all && state != NodeState.NODE_UNAVAILABLE && state != NodeState.NODE_ERROR) {
      return;
    }
    terminal.complain(
        options.time(response.getTime())
            + " ["
            + FlowText.escape(response.getNodeName())
            + "]: "
            + text(status));
  }

  private static String text(NodeStatusEvent status) {
    int count = status.getNodeNamesCount();
    String names = names(status.getNodeNamesList());
    return switch (status.getStateChange()) {
      case NODE_CONNECTED -> "Receiving flows from " + count + " nodes: " + names;
      case NODE_UNAVAILABLE -> count + " nodes are unavailable: " + names;
      case NODE_GONE -> count + " nodes removed from cluster: " + names;
      case NODE_ERROR ->
          "Error \"" + FlowText.escape(status.getMessage()) + "\" on " + count + " nodes: " + names;
      case UNKNOWN_NODE_STATE, UNRECOGNIZED -> "unknown state of " + count + " nodes: " + names;
    };
  }

  private static String names(List<String> names) {
    StringBuilder list = new StringBuilder();
    int shown = 0;
    for (String name : names) {
      if (shown > 0 && list.length() + name.length() + 2 > LONGEST_LIST) {
        break;
      }
      list.append(shown == 0 ? "" : ", ").append(FlowText.escape(name));
      shown++;
    }
    return shown < names.size()
        ? list + " (and " + (names.size() - shown) + " more)"
        : list.toString();
  }
}
