package io.sextant.cli;

import io.sextant.proto.flow.Flow;
import io.sextant.proto.observer.GetFlowsResponse;

/** A line per flow: time, source, arrow, destination, type, verdict, summary. */
final class CompactPrinter implements FlowPrinter {
  private final Terminal terminal;
  private final PrintOptions options;

  CompactPrinter(Terminal terminal, PrintOptions options) {
    this.terminal = terminal;
    this.options = options;
  }

  @Override
  public void print(GetFlowsResponse response) {
    if (response.hasFlow()) {
      terminal.println(line(response.getFlow(), response.getNodeName()));
    } else if (response.hasLostEvents()) {
      terminal.println(
          options.time(response.getTime())
              + node(response.getNodeName())
              + " EVENTS LOST: "
              + response.getLostEvents().getSource()
              + " "
              + options.lost(response.getLostEvents(), " "));
    }
  }

  private String line(Flow flow, String nodeName) {
    FlowText text = options.text();
    String source = text.source(flow) + " " + text.sourceIdentity(flow);
    String destination = text.destination(flow) + " " + text.destinationIdentity(flow);
    boolean reply = flow.getIsReply().getValue();
    // The client stays on the left.
    return options.time(flow.getTime())
        + node(nodeName)
        + ": "
        + (reply ? destination : source)
        + arrow(flow)
        + (reply ? source : destination)
        + " "
        + text.type(flow)
        + " "
        + options.verdict(flow)
        + " ("
        + text.summary(flow)
        + ")";
  }

  private static String arrow(Flow flow) {
    if (!flow.hasIsReply()) {
      return " <> ";
    }
    return flow.getIsReply().getValue() ? " <- " : " -> ";
  }

  private String node(String name) {
    return options.nodeNames() ? " [" + FlowText.escape(name) + "]" : "";
  }
}
