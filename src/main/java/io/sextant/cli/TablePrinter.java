package io.sextant.cli;

import io.sextant.proto.flow.Flow;
import io.sextant.proto.flow.LostEvent;
import io.sextant.proto.observer.GetFlowsResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A table, printed when all is known or too much is kept. */
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
    table = new Table(terminal, header);
  }

  @Override
  public void tellNodeStatus(GetFlowsResponse response) {
    terminal.complain(NodeStatusText.line(options.time(), response));
  }

  @Override
  public void print(GetFlowsResponse response) {
    if (response.hasFlow()) {
      row(response, flow(response.getFlow()));
    } else if (response.hasLostEvents()) {
      row(response, lost(response.getLostEvents()));
    }
  }

  @Override
  public void finish() {
    table.print();
  }

  private List<String> flow(Flow flow) {
    FlowText text = options.text();
    return List.of(
        cell(out -> text.end(out, flow, End.SOURCE)),
        cell(out -> text.end(out, flow, End.DESTINATION)),
        cell(out -> text.type(out, flow)),
        cell(out -> options.verdict(out, flow)),
        cell(out -> text.summary(out, flow)));
  }

  private List<String> lost(LostEvent lost) {
    return List.of(
        FlowText.name(lost.getSource(), lost.getSourceValue()),
        "-",
        "EVENTS LOST",
        "-",
        cell(out -> options.lost(out, lost, " - ")));
  }

  private void row(GetFlowsResponse response, List<String> cells) {
    List<String> row = new ArrayList<>(List.of(cell(out -> options.time(out, response))));
    if (options.nodeNames()) {
      row.add(cell(out -> PrintOptions.node(out, response)));
    }
    row.addAll(cells);
    table.add(row);
  }

  private static String cell(Consumer<StringBuilder> writer) {
    StringBuilder cell = new StringBuilder();
    writer.accept(cell);
    return cell.toString();
  }
}
