package io.sextant.cli;

import io.sextant.proto.flow.Flow;
import io.sextant.proto.flow.LostEvent;
import io.sextant.proto.observer.GetFlowsResponse;

/** A block of keys and values per flow. */
final class DictPrinter implements FlowPrinter {
  private static final String SEPARATOR = "-".repeat(12) + "\n";

  private final Terminal terminal;
  private final PrintOptions options;
  private final StringBuilder block = new StringBuilder();
  private boolean first = true;

  DictPrinter(Terminal terminal, PrintOptions options) {
    this.terminal = terminal;
    this.options = options;
  }

  @Override
  public void print(GetFlowsResponse response) {
    if (!response.hasFlow() && !response.hasLostEvents()) {
      return;
    }
    block.setLength(0);
    block.append(separator()).append("  TIMESTAMP: ");
    options.time(block, response);
    if (options.nodeNames()) {
      block.append("\n       NODE: ");
      PrintOptions.node(block, response);
    }
    if (response.hasFlow()) {
      flow(response.getFlow());
    } else {
      lost(response.getLostEvents());
    }
    terminal.print(block.append('\n'));
  }

  @Override
  public void tellNodeStatus(GetFlowsResponse response) {
    terminal.complain(separator() + NodeStatusText.block(options.time(), response));
  }

  /** What stands before the next block, also of those beside the output. */
  private String separator() {
    String separator = first ? "" : SEPARATOR;
    first = false;
    return separator;
  }

  private void flow(Flow flow) {
    FlowText text = options.text();
    block.append("\n     SOURCE: ");
    text.end(block, flow, End.SOURCE);
    block.append("\nDESTINATION: ");
    text.end(block, flow, End.DESTINATION);
    block.append("\n       TYPE: ");
    text.type(block, flow);
    block.append("\n    VERDICT: ");
    options.verdict(block, flow);
    block.append("\n    SUMMARY: ");
    text.summary(block, flow);
  }

  private void lost(LostEvent lost) {
    block
        .append("\n     SOURCE: ")
        .append(FlowText.name(lost.getSource(), lost.getSourceValue()))
        .append("\n       TYPE: EVENTS LOST\n    VERDICT: -\n    SUMMARY: ");
    options.lost(block, lost, " - ");
  }
}
