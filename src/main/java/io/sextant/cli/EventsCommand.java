package io.sextant.cli;

import com.google.protobuf.Message;
import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sextant observe agent-events} and {@code debug-events}. */
@Command(
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  sextant observe agent-events --last 50",
      "  sextant observe debug-events -f -o json"
    })
final class EventsCommand<Q, R extends Message> implements Runnable {
  private final Terminal terminal;
  private final EventKind<Q, R> kind;

  @Spec private @Nullable CommandSpec spec;

  @Mixin private final SelectionOptions selection = new SelectionOptions();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      description = "One of compact, dict, json, jsonpb, table. Default: compact.")
  private EventPrinter.Format format = EventPrinter.Format.compact;

  @Option(
      names = "--time-format",
      paramLabel = "FORMAT",
      description = "Format of times for people, such as StampMilli (default) or RFC3339Nano.")
  private String timeFormat = "StampMilli";

  @Option(
      names = "--print-node-name",
      arity = "0..1",
      fallbackValue = "true",
      hideParamSyntax = true,
      description = "Print on which node it was.")
  private boolean printNodeName;

  @Mixin private final ServerOptions server = new ServerOptions();

  private EventsCommand(Terminal terminal, EventKind<Q, R> kind) {
    this.terminal = terminal;
    this.kind = kind;
  }

  static CommandLine agent(Terminal terminal) {
    return headed(
        new EventsCommand<>(terminal, new AgentEvents()),
        "Print news of the agents: endpoints, policies, addresses.");
  }

  static CommandLine debug(Terminal terminal) {
    return headed(
        new EventsCommand<>(terminal, new DebugEvents()),
        "Print messages of the datapath's debugging.");
  }

  private static CommandLine headed(EventsCommand<?, ?> command, String header) {
    CommandLine line = new CommandLine(command);
    line.getCommandSpec().usageMessage().header(header);
    return line;
  }

  @Override
  public void run() {
    checkParent();
    boolean table = format == EventPrinter.Format.table || format == EventPrinter.Format.tab;
    if (table && selection.follow()) {
      throw new CommandFailure("a table has an end: leave out --follow, or take -o compact");
    }
    EventPrinter<R> printer =
        new EventPrinter<>(
            terminal,
            kind,
            new EventPrinter.Style(
                format,
                OutputOptions.legacyJson(terminal),
                new TimeText(TimeFormat.named(timeFormat), terminal.zone()),
                printNodeName));
    ask(kind.request(selection.range(terminal, SelectionOptions.DEFAULT_NUMBER)), printer);
  }

  /** Options of observe would have no effect here. */
  private void checkParent() {
    CommandSpec own = spec;
    CommandSpec parent = own == null ? null : own.parent();
    if (own != null
        && parent != null
        && !parent.commandLine().getParseResult().matchedOptions().isEmpty()) {
      throw new CommandFailure(
          parent.commandLine().getParseResult().matchedOptions().getFirst().longestName()
              + " stands before "
              + own.name()
              + ": give the options behind it");
    }
  }

  private void ask(Q request, EventPrinter<R> printer) {
    ResponseStream<R> stream = new ResponseStream<>();
    try (UntilInterrupted end =
            new UntilInterrupted(selection.work(), stream::cancel, ObserveCommand.PATIENCE);
        Connection connection = server.connect(terminal)) {
      try {
        Channel calls = connection.calls();
        end.begin();
        stream.run(calls, kind.method(), request, printer);
      } catch (StatusRuntimeException e) {
        if (!printer.begun()) {
          throw connection.explain(e);
        }
        printer.finish();
        throw connection.explainEnd(e);
      }
      printer.finish();
    }
  }
}
