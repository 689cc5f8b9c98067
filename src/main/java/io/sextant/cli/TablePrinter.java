package io.sextant.cli;

import io.sextant.proto.flow.Flow;
import io.sextant.proto.observer.GetFlowsResponse;
import java.util.ArrayList;
import java.util.List;

/** A table, printed when all is known. */
final class TablePrinter implements FlowPrinter {
  private final Terminal terminal;
  private final PrintOptions options;
  private final Table table;

  TablePrinter(Terminal terminal, PrintOptions options) {
    this.terminal = terminal;
    this.options = options;
    List<String> header = new ArrayList<>(List.of("TIMESTAMP"));
    if (options.nodeNames()) {
      header.add("NODE");
    }
    header.addAll(List.of("SOURCE", "DESTINATION", "TYPE", "VERDICT", "SUMMARY"));
    table = new Table(header);
  }

  @Override
  public void print(GetFlowsResponse response) {
    FlowText text = options.text();
    if (response.hasFlow()) {
      Flow flow = response.getFlow();
      row(
          response,
          text.source(flow),
          text.destination(flow),
          text.type(flow),
          options.verdict(flow),
          text.summary(flow));
    } else if (response.hasLostEvents()) {
      row(
          response,
          response.getLostEvents().getSource().toString(),
          "-",
          "EVENTS LOST",
          "-",
          options.lost(response.getLostEvents(), " - "));
    }
  }

  @Override
  public void finish() {
    table.print(terminal);
  }

  private void row(GetFlowsResponse response, String... cells) {
    List<String> row = new ArrayList<>(List.of(options.time(response.getTime())));
    if (options.nodeNames()) {
      row.add(FlowText.escape(response.getNodeName()));
    }
    row.addAll(List.of(cells));
    table.add(row);
  }
}
