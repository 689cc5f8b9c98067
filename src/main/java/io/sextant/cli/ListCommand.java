package io.sextant.cli;

import com.google.protobuf.MessageOrBuilder;
import io.grpc.StatusRuntimeException;
import io.sextant.flow.GoDuration;
import io.sextant.proto.observer.GetNamespacesRequest;
import io.sextant.proto.observer.GetNodesRequest;
import io.sextant.proto.observer.Namespace;
import io.sextant.proto.observer.Node;
import io.sextant.proto.relay.NodeState;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sextant list} with what is to be listed. */
@Command(
    name = "list",
    header = "List what the server knows.",
    footer = {
      "",
      "Examples:",
      "  sextant list nodes -o wide",
      "  sextant list namespaces -o json",
      "  sextant list endpoints"
    })
final class ListCommand {
  private static final String NOT_AVAILABLE = "N/A";

  enum Output {
    table,
    wide,
    json
  }

  private final Terminal terminal;

  ListCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  /** What both lists can be told. */
  static final class Options {
    @Mixin private final ServerOptions server = new ServerOptions();

    @Option(
        names = {"-o", "--output"},
        paramLabel = "FORMAT",
        description = "One of ${COMPLETION-CANDIDATES}. Default: table.")
    private Output output = Output.table;
  }

  @Command(
      name = "nodes",
      aliases = "node",
      header = "List the nodes, their state and their flows.")
  void nodes(@Mixin Options options) {
    List<Node> nodes = new ArrayList<>();
    ask(
        options,
        connection ->
            nodes.addAll(
                connection
                    .requests()
                    .getNodes(GetNodesRequest.getDefaultInstance())
                    .getNodesList()));
    nodes.sort(Comparator.comparing(Node::getName));
    if (options.output == Output.json) {
      json(nodes);
      return;
    }
    List<String> header =
        new ArrayList<>(List.of("NAME", "STATUS", "AGE", "FLOWS/S", "CURRENT/MAX-FLOWS"));
    if (options.output == Output.wide) {
      header.addAll(List.of("VERSION", "ADDRESS", "TLS"));
    }
    Table table = new Table(terminal, header);
    nodes.forEach(node -> table.add(row(node, options.output == Output.wide)));
    table.print();
  }

  @Command(
      name = "namespaces",
      header = "List the namespaces that flows were seen of within the last hour.")
  void namespaces(@Mixin Options options) {
    List<Namespace> namespaces = new ArrayList<>();
    ask(
        options,
        connection ->
            namespaces.addAll(
                connection
                    .requests()
                    .getNamespaces(GetNamespacesRequest.getDefaultInstance())
                    .getNamespacesList()));
    if (options.output == Output.json) {
      json(namespaces);
      return;
    }
    boolean wide = options.output == Output.wide;
    Table table =
        new Table(terminal, wide ? List.of("NAMESPACE", "CLUSTER") : List.of("NAMESPACE"));
    namespaces.forEach(namespace ->
        table.add(
            wide
                ? List.of(namespace.getNamespace(), namespace.getCluster())
                : List.of(namespace.getNamespace())));
    table.print();
  }

  @Command(
      name = "endpoints",
      aliases = "endpoint",
      header = "List the endpoints of a node that is guarded, and their state.")
  void endpoints(@Mixin GuardOptions options) throws IOException {
    options.lists(terminal).endpoints(options.isJson());
  }

  @Command(
      name = "identities",
      aliases = "identity",
      header = "List the identities of a node that is guarded, and what they stand for.")
  void identities(@Mixin GuardOptions options) throws IOException {
    options.lists(terminal).identities(options.isJson());
  }

  @Command(
      name = "policies",
      aliases = "policy",
      header = "List the policies of a node that is guarded, and what is wrong with any.")
  void policies(@Mixin GuardOptions options) throws IOException {
    options.lists(terminal).policies(options.isJson());
  }

  private interface Question {
    void ask(Connection connection);
  }

  private void ask(Options options, Question question) {
    try (Connection connection = options.server.connect(terminal)) {
      try {
        question.ask(connection);
      } catch (StatusRuntimeException e) {
        throw connection.explain(e);
      }
    }
  }

  private void json(List<? extends MessageOrBuilder> messages) {
    terminal.println(
        messages.isEmpty()
            ? "[]"
            : messages.stream()
                .map(message -> JsonPrinter.block(message).indent(2).stripTrailing())
                .collect(Collectors.joining(",\n", "[\n", "\n]")));
  }

  private static List<String> row(Node node, boolean wide) {
    Duration age = Duration.ofSeconds(Math.round(node.getUptimeNs() / 1e9));
    boolean known = age.isPositive();
    List<String> row = new ArrayList<>();
    row.add(node.getName());
    row.add(status(node.getState()));
    row.add(known ? GoDuration.print(age) : NOT_AVAILABLE);
    row.add(known ? decimal((double) node.getSeenFlows() / age.toSeconds()) : NOT_AVAILABLE);
    row.add(node.getMaxFlows() == 0 ? NOT_AVAILABLE : flows(node));
    if (wide) {
      row.add(node.getVersion().isEmpty() ? NOT_AVAILABLE : node.getVersion());
      row.add(node.getAddress());
      row.add(!node.hasTls() ? NOT_AVAILABLE : node.getTls().getEnabled() ? "Enabled" : "Disabled");
    }
    return row;
  }

  private static String status(NodeState state) {
    return switch (state) {
      case NODE_CONNECTED -> "Connected";
      case NODE_UNAVAILABLE -> "Unavailable";
      case NODE_GONE -> "Gone";
      case NODE_ERROR -> "Error";
      case UNKNOWN_NODE_STATE, UNRECOGNIZED -> "Unknown";
    };
  }

  private static String flows(Node node) {
    double percent = 100.0 * node.getNumFlows() / node.getMaxFlows();
    return String.format(
        Locale.ROOT, "%d/%d (%6.2f%%)", node.getNumFlows(), node.getMaxFlows(), percent);
  }

  private static String decimal(double number) {
    return String.format(Locale.ROOT, "%.2f", number);
  }
}
