package io.sextant.cli;

import io.sextant.proto.flow.Flow;
import io.sextant.proto.flow.LostEvent;
import io.sextant.proto.observer.GetFlowsResponse;

/** A line per flow: time, source, arrow, destination, type, verdict, summary. */
final class CompactPrinter implements FlowPrinter {
  private final Terminal terminal;
  private final PrintOptions options;
  private final StringBuilder line = new StringBuilder();

  CompactPrinter(Terminal terminal, PrintOptions options) {
    this.terminal = terminal;
    this.options = options;
  }

  @Override
  public void tellNodeStatus(GetFlowsResponse response) {
    terminal.complain(NodeStatusText.line(options.time(), response));
  }

  @Override
  public void print(GetFlowsResponse response) {
    if (!response.hasFlow() && !response.hasLostEvents()) {
      return;
    }
    line.setLength(0);
    options.time(line, response);
    if (options.nodeNames()) {
      line.append(" [");
      PrintOptions.node(line, response);
      line.append(']');
    }
    if (response.hasFlow()) {
      flow(response.getFlow());
    } else {
      lost(response.getLostEvents());
    }
    terminal.print(line.append('\n'));
  }

  private void flow(Flow flow) {
    FlowText text = options.text();
    line.append(": ");
    // The client stays on the left.
    boolean reply = flow.getIsReply().getValue();
    end(flow, reply ? End.DESTINATION : End.SOURCE);
    line.append(arrow(flow));
    end(flow, reply ? End.SOURCE : End.DESTINATION);
    line.append(' ');
    text.type(line, flow);
    line.append(' ');
    options.verdict(line, flow);
    line.append(" (");
    text.summary(line, flow);
    line.append(')');
  }

  private void end(Flow flow, End end) {
    options.text().end(line, flow, end);
    line.append(' ');
    options.text().identity(line, flow, end);
  }

  private static String arrow(Flow flow) {
    if (!flow.hasIsReply()) {
      return " <> ";
    }
    return flow.getIsReply().getValue() ? " <- " : " -> ";
  }

  private void lost(LostEvent lost) {
    line.append(" EVENTS LOST: ")
        .append(FlowText.name(lost.getSource(), lost.getSourceValue()))
        .append(' ');
    options.lost(line, lost, " ");
  }
}
