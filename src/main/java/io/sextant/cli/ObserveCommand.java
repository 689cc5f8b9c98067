package io.sextant.cli;

import io.grpc.StatusRuntimeException;
import io.sextant.proto.flow.FlowFilter;
import io.sextant.proto.observer.GetFlowsRequest;
import io.sextant.proto.observer.GetFlowsResponse;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sextant observe}. */
@Command(
    name = "observe",
    customSynopsis = "sextant observe [OPTIONS]",
    header = "Print flows: what was said on the network, and what became of it.",
    description = {
      "",
      "Filters of one kind are alternatives, filters of different kinds must all fit.",
      ""
    },
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  sextant observe --last 100",
      "  sextant observe -f --verdict DROPPED",
      "  sextant observe -n shop --protocol tcp --to-port 8080",
      "  sextant observe --from-pod shop/frontend --not --to-service shop/catalog",
      "  sextant observe --since 5m -o json | jq .flow.verdict"
    })
final class ObserveCommand implements Runnable {
  private final Terminal terminal;
  private final FilterOptions filters;

  @Mixin private final ServerOptions server = new ServerOptions();
  @Mixin private final SelectionOptions selection = new SelectionOptions();
  @Mixin private final OutputOptions output = new OutputOptions();

  @Option(
      names = "--input-file",
      paramLabel = "FILE",
      description = "Read flows from a file that -o jsonpb wrote, - for standard input.")
  private @Nullable String inputFile;

  @Option(
      names = "--print-raw-filters",
      description = "Print the filters as they are sent to the server, and ask nothing.")
  private boolean printRawFilters;

  ObserveCommand(Terminal terminal, FilterOptions filters) {
    this.terminal = terminal;
    this.filters = filters;
  }

  @Override
  public void run() {
    output.check(selection.follow());
    List<FlowFilter> allow = filters.allow();
    List<FlowFilter> deny = filters.deny();
    if (printRawFilters) {
      RawFilters.print(terminal, allow, deny);
      return;
    }
    FlowPrinter printer = output.printer(terminal);
    GetFlowsRequest.Builder request =
        selection.request(terminal).addAllWhitelist(allow).addAllBlacklist(deny);
    if (inputFile == null) {
      output.mask(request);
      observe(request.build(), printer);
    } else {
      FlowFile.open(inputFile, terminal).select(request.build(), this.sink(printer));
    }
    printer.finish();
  }

  private void observe(GetFlowsRequest request, FlowPrinter printer) {
    try (Connection connection = server.connect(terminal);
        QuietInterrupt _ = QuietInterrupt.install(terminal)) {
      Sink sink = sink(printer);
      boolean connected = false;
      try {
        Iterator<GetFlowsResponse> responses = connection.streams().getFlows(request);
        while (responses.hasNext()) {
          sink.accept(responses.next());
          connected = true;
          if (request.getFollow()) {
            terminal.flush();
          }
        }
      } catch (StatusRuntimeException e) {
        terminal.flush();
        throw connected ? connection.explainEnd(e) : connection.explain(e);
      }
    }
  }

  /** Takes responses one by one. */
  interface Sink {
    void accept(GetFlowsResponse response);
  }

  private Sink sink(FlowPrinter printer) {
    return response -> {
      if (!response.hasNodeStatus()) {
        printer.print(response);
      } else if (output.tells(response.getNodeStatus())) {
        printer.tellNodeStatus(response);
      }
    };
  }
}
