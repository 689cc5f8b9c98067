package io.sextant.cli;

import io.sextant.proto.flow.Flow;
import io.sextant.proto.observer.GetFlowsResponse;

/** A block of keys and values per flow. */
final class DictPrinter implements FlowPrinter {
  private static final int KEY_WIDTH = "DESTINATION".length();
  private static final String SEPARATOR = "-".repeat(12);

  private final Terminal terminal;
  private final PrintOptions options;
  private boolean first = true;

  DictPrinter(Terminal terminal, PrintOptions options) {
    this.terminal = terminal;
    this.options = options;
  }

  @Override
  public void print(GetFlowsResponse response) {
    if (response.hasFlow()) {
      begin(response);
      flow(response.getFlow());
    } else if (response.hasLostEvents()) {
      begin(response);
      key("SOURCE", response.getLostEvents().getSource().toString());
      key("TYPE", "EVENTS LOST");
      key("VERDICT", "-");
      key("SUMMARY", options.lost(response.getLostEvents(), " - "));
    }
  }

  private void begin(GetFlowsResponse response) {
    if (!first) {
      terminal.println(SEPARATOR);
    }
    first = false;
    key("TIMESTAMP", options.time(response.getTime()));
    if (options.nodeNames()) {
      key("NODE", FlowText.escape(response.getNodeName()));
    }
  }

  private void flow(Flow flow) {
    key("SOURCE", options.text().source(flow));
    key("DESTINATION", options.text().destination(flow));
    key("TYPE", options.text().type(flow));
    key("VERDICT", options.verdict(flow));
    key("SUMMARY", options.text().summary(flow));
  }

  private void key(String name, String value) {
    terminal.println(" ".repeat(KEY_WIDTH - name.length()) + name + ": " + value);
  }
}
