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
    if (flow.getIsReply().getValue()) {
      // The client stays on the left.
      destination(flow);
      line.append(" <- ");
      source(flow);
    } else {
      source(flow);
      line.append(flow.hasIsReply() ? " -> " : " <> ");
      destination(flow);
    }
    line.append(' ');
    text.type(line, flow);
    line.append(' ');
    options.verdict(line, flow);
    line.append(" (");
    text.summary(line, flow);
    line.append(')');
  }

  private void source(Flow flow) {
    options.text().source(line, flow);
    line.append(' ');
    options.text().sourceIdentity(line, flow);
  }

  private void destination(Flow flow) {
    options.text().destination(line, flow);
    line.append(' ');
    options.text().destinationIdentity(line, flow);
  }

  private void lost(LostEvent lost) {
    line.append(" EVENTS LOST: ")
        .append(FlowText.name(lost.getSource(), lost.getSourceValue()))
        .append(' ');
    options.lost(line, lost, " ");
  }
}
