package io.sextant.cli;

import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import io.sextant.filter.Condition;
import io.sextant.proto.observer.GetFlowsRequest;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sextant observe}. */
@Command(
    name = "observe",
    customSynopsis = {
      "sextant observe [flows] [OPTIONS]",
      "       sextant observe (agent-events|debug-events) [OPTIONS]"
    },
    header = "Print flows: what was said on the network, and what became of it.",
    description = {
      "",
      "Filters of one kind are alternatives, filters of different kinds must all fit.",
      "A --not before a filter turns it round.",
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
      "  sextant observe -q 'pod:shop/cart-* -verdict:FORWARDED (port:443 OR port:8000-8999)'",
      "  sextant observe --since 5m -o json | jq .flow.verdict",
      "  sextant observe -f --by client,server,port",
      "  sextant observe --since 1h --by drop-reason,to-workload --sort drops",
      "  sextant observe --all --verdict DROPPED --sort destination,time:desc"
    })
final class ObserveCommand implements Runnable {
  /** Who reads our output may have stopped. */
  static final Duration PATIENCE = Duration.ofSeconds(2);

  private final Terminal terminal;
  private final FilterOptions filters;

  @Mixin private final QueryOption query = new QueryOption();
  @Mixin private final SelectionOptions selection = new SelectionOptions();
  @Mixin private final OutputOptions output = new OutputOptions();
  @Mixin private final GroupingOptions grouping = new GroupingOptions();

  @Option(
      names = "--input-file",
      paramLabel = "FILE",
      description =
          "Read flows from a file that -o jsonpb wrote, - for standard input, .gz unpacked.")
  private @Nullable String inputFile;

  @Option(
      names = "--print-raw-filters",
      arity = "0..1",
      fallbackValue = "true",
      hideParamSyntax = true,
      description = "Print the filters as they are sent to the server, and ask nothing.")
  private boolean printRawFilters;

  @Mixin private final ServerOptions server = new ServerOptions();

  @Parameters(arity = "0..1", hidden = true, paramLabel = "flows")
  private @Nullable String what;

  private ObserveCommand(Terminal terminal, FilterOptions filters) {
    this.terminal = terminal;
    this.filters = filters;
  }

  /** With its filters and the commands below it. */
  static CommandLine commandLine(Terminal terminal) {
    FilterOptions filters = new FilterOptions();
    CommandLine observe = new CommandLine(new ObserveCommand(terminal, filters));
    filters.addTo(observe.getCommandSpec());
    QueryHelp.addTo(observe.getCommandSpec());
    observe.addSubcommand("agent-events", EventsCommand.agent(terminal));
    observe.addSubcommand("debug-events", EventsCommand.debug(terminal));
    return observe;
  }

  @Override
  public void run() {
    if (what != null && !what.equals("flows")) {
      throw new CommandFailure(
          "observe: there is no \""
              + Escape.text(what)
              + "\": give flows, agent-events or debug-events");
    }
    QueryOption.Typed typed = query.typed();
    if (printRawFilters) {
      RawFilters.print(terminal, filters.allow(), filters.deny());
      return;
    }
    boolean follows = selection.follow() && inputFile == null;
    grouping.check(follows);
    GetFlowsRequest.Builder request =
        selection
            .request(terminal, usualNumber())
            .addAllWhitelist(filters.allow())
            .addAllBlacklist(filters.deny());
    FlowAnswer answer =
        new FlowAnswer(
            terminal,
            output.printer(terminal, grouping, follows),
            output,
            status -> output.tells(status, server.debug()));
    if (inputFile == null) {
      output.mask(request, grouping);
      ask(request.build(), typed, answer);
    } else {
      read(inputFile, request.build(), typed, answer);
    }
  }

  private long usualNumber() {
    if (inputFile != null) {
      return 0;
    }
    return grouping.grouped() ? SelectionOptions.ALL : SelectionOptions.DEFAULT_NUMBER;
  }

  private void ask(GetFlowsRequest request, QueryOption.@Nullable Typed typed, FlowAnswer answer) {
    FlowCall call = new FlowCall(request, answer, typed);
    try (UntilInterrupted end = new UntilInterrupted(selection.work(), call::cancel, PATIENCE);
        Connection connection = server.connect(terminal)) {
      try {
        Channel calls = connection.calls();
        end.begin();
        if (!call.run(calls)) {
          output.tellOfIgnoredQuery(terminal, connection.address());
          call.chooseHere(calls, connection.address());
        }
      } catch (StatusRuntimeException e) {
        if (!answer.begun()) {
          throw connection.explain(e);
        }
        answer.finish();
        throw connection.explainEnd(e);
      }
      answer.finish();
    }
  }

  private void read(
      String name, GetFlowsRequest request, QueryOption.@Nullable Typed typed, FlowAnswer answer) {
    Condition condition = typed == null ? Condition.EVERYTHING : typed.condition();
    FlowFile file = new FlowFile(name, terminal);
    try (UntilInterrupted end =
        new UntilInterrupted(UntilInterrupted.Work.ANSWERS, file::cancel, PATIENCE)) {
      end.begin();
      file.select(request, condition, answer);
      answer.finish();
    }
  }
}
