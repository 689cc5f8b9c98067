package io.sextant.cli;

import io.sextant.proto.observer.GetNamespacesRequest;
import io.sextant.proto.observer.GetNodesRequest;
import io.sextant.proto.observer.Namespace;
import io.sextant.proto.observer.Node;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/**
 * {@code sextant complete}, for completion scripts: what the server that the words of a command
 * line name knows, one per line. Whatever goes wrong, nothing is said: somebody is typing.
 */
@Command(name = "complete", hidden = true, header = "List what a server knows, for completion.")
final class CompleteCommand implements Runnable {
  /** What no shell makes anything of. */
  private static final Pattern HARMLESS = Pattern.compile("[A-Za-z0-9._/-]+");

  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final Terminal terminal;

  @Parameters(index = "0", paramLabel = "WHAT", description = "namespaces or nodes.")
  private String what = "";

  @Parameters(index = "1..*", paramLabel = "WORD", description = "The line so far, after --.")
  private List<String> words = List.of();

  CompleteCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  /** What of a line says which server. */
  @Command(name = "line")
  static final class Line {
    @Mixin private final ServerOptions server = new ServerOptions();
  }

  @Override
  public void run() {
    Terminal quiet = terminal.withoutComplaints();
    try {
      Line line = new Line();
      CommandLine parser = new CommandLine(line).setUnmatchedArgumentsAllowed(true);
      parser.setOverwrittenOptionsAllowed(true);
      SettingDefaults.apply(parser.parseArgs(words.toArray(String[]::new)), quiet);
      try (Connection connection = line.server.connectWithin(quiet, PATIENCE)) {
        values(connection)
            .filter(value -> HARMLESS.matcher(value).matches())
            .distinct()
            .forEach(terminal::println);
      }
    } catch (RuntimeException e) {
      // Nothing to offer then.
    }
  }

  private Stream<String> values(Connection connection) {
    return switch (what) {
      case FlagValues.NAMESPACES ->
          connection
              .requests()
              .getNamespaces(GetNamespacesRequest.getDefaultInstance())
              .getNamespacesList()
              .stream()
              .map(Namespace::getNamespace)
              .map(Escape::text);
      case FlagValues.NODES ->
          connection
              .requests()
              .getNodes(GetNodesRequest.getDefaultInstance())
              .getNodesList()
              .stream()
              .map(Node::getName)
              .map(Escape::text);
      default -> Stream.empty();
    };
  }
}
