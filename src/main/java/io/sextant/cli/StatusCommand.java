package io.sextant.cli;

import com.google.protobuf.UInt32Value;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.stub.MetadataUtils;
import io.sextant.flow.GoDuration;
import io.sextant.proto.observer.ServerStatusRequest;
import io.sextant.proto.observer.ServerStatusResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sextant status}. */
@Command(
    name = "status",
    header = "Show whether the server is well, and what it holds.",
    footer = {
      "",
      "Examples:",
      "  sextant status",
      "  sextant status -o json",
      "  sextant status --reconcile"
    })
final class StatusCommand implements Callable<Integer> {
  private static final String HEALTH_NAME = "hubble.server.Observer";

  enum Output {
    compact,
    dict,
    json,
    table
  }

  private final Terminal terminal;
  @Mixin private final ServerOptions server = new ServerOptions();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      description = "One of ${COMPLETION-CANDIDATES}. Default: compact.")
  private Output output = Output.compact;

  @Mixin private final RestOptions rest = new RestOptions();

  @Option(
      names = "--reconcile",
      description =
          "Instead: compare what the kernel holds with what is wanted, and show each difference. Ends"
              + " with 1 if there is one.")
  private boolean reconcile;

  StatusCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    if (reconcile) {
      boolean isEqual = new GuardLists(terminal, rest).reconciliation(output == Output.json);
      return isEqual ? 0 : 1;
    }
    try (Connection connection = server.connect(terminal)) {
      try {
        print(connection);
        return 0;
      } catch (StatusRuntimeException e) {
        throw connection.explain(e);
      }
    }
  }

  private void print(Connection connection) {
    ServingStatus health =
        connection
            .health()
            .check(HealthCheckRequest.newBuilder().setService(HEALTH_NAME).build())
            .getStatus();
    boolean well = health == ServingStatus.SERVING;
    String told =
        "Healthcheck (via "
            + connection.address()
            + "): "
            + (well ? "Ok" : "Unavailable: " + health);
    if (output == Output.compact) {
      terminal.println(told);
      terminal.flush();
    } else if (!well) {
      terminal.complain(told);
    }
    if (!well) {
      throw new CommandFailure("not healthy");
    }
    AtomicReference<@Nullable Metadata> headers = new AtomicReference<>();
    ServerStatusResponse status =
        connection
            .requests()
            .withInterceptors(
                MetadataUtils.newCaptureMetadataInterceptor(headers, new AtomicReference<>()))
            .serverStatus(ServerStatusRequest.getDefaultInstance());
    HistoryStatusText history = HistoryStatusText.of(headers.get());
    switch (output) {
      case compact -> compact(status, history);
      case dict ->
          rows(status, history).forEach(row -> terminal.println(padded(row[0]) + ": " + row[1]));
      case json -> terminal.println(json(status, history));
      case table -> table(rows(status, history));
    }
  }

  /** History stands as one more field among those of the answer. */
  private static String json(ServerStatusResponse status, @Nullable HistoryStatusText history) {
    String line = JsonPrinter.line(status);
    if (history == null) {
      return line;
    }
    StringBuilder json = new StringBuilder(line.substring(0, line.length() - 1));
    json.append(json.length() > 1 ? "," : "").append("\"history\":");
    history.appendJson(json);
    return json.append('}').toString();
  }

  private void compact(ServerStatusResponse status, @Nullable HistoryStatusText history) {
    compact(status);
    if (history != null) {
      history.lines().forEach(terminal::println);
    }
  }

  private void compact(ServerStatusResponse status) {
    terminal.println("Current/Max Flows: " + flows(status));
    terminal.println("Flows/s: " + rate(status));
    if (status.hasNumConnectedNodes()) {
      long connected = unsigned(status.getNumConnectedNodes());
      long all = connected + unsigned(status.getNumUnavailableNodes());
      terminal.println("Connected Nodes: " + connected + "/" + all);
    }
    long unavailable = unsigned(status.getNumUnavailableNodes());
    if (unavailable > 0) {
      terminal.println("Unavailable Nodes: " + unavailable);
      status
          .getUnavailableNodesList()
          .forEach(name -> terminal.println("  - " + Escape.text(name)));
      long more = unavailable - status.getUnavailableNodesCount();
      if (more > 0) {
        terminal.println("  - and " + more + " more...");
      }
    }
  }

  private void table(List<String[]> rows) {
    Table table = new Table(terminal, rows.stream().map(row -> row[0]).toList());
    table.add(rows.stream().map(row -> row[1]).toList());
    table.print();
  }

  private static List<String[]> rows(
      ServerStatusResponse status, @Nullable HistoryStatusText history) {
    List<String[]> rows = new ArrayList<>();
    rows.add(row("NUM FLOWS", status.getNumFlows()));
    rows.add(row("MAX FLOWS", status.getMaxFlows()));
    rows.add(row("SEEN FLOWS", status.getSeenFlows()));
    rows.add(new String[] {"FLOWS PER SECOND", rate(status)});
    rows.add(new String[] {"UPTIME", GoDuration.print(Duration.ofNanos(status.getUptimeNs()))});
    rows.add(row("NUM CONNECTED NODES", status.getNumConnectedNodes()));
    rows.add(row("NUM UNAVAIL. NODES", status.getNumUnavailableNodes()));
    rows.add(new String[] {"VERSION", Escape.text(status.getVersion())});
    if (history != null) {
      rows.addAll(history.rows());
    }
    return rows;
  }

  private static String[] row(String key, long value) {
    return new String[] {key, Long.toUnsignedString(value)};
  }

  private static String[] row(String key, UInt32Value value) {
    return new String[] {key, Long.toString(unsigned(value))};
  }

  private static String padded(String key) {
    return " ".repeat("NUM CONNECTED NODES".length() - key.length()) + key;
  }

  private static String flows(ServerStatusResponse status) {
    String counts =
        String.format(Locale.ROOT, "%,d/%,d", status.getNumFlows(), status.getMaxFlows());
    return status.getMaxFlows() == 0
        ? counts
        : String.format(
            Locale.ROOT,
            "%s (%.2f%%)",
            counts,
            100.0 * status.getNumFlows() / status.getMaxFlows());
  }

  private static String rate(ServerStatusResponse status) {
    if (status.getFlowsRate() > 0) {
      return String.format(Locale.ROOT, "%.2f", status.getFlowsRate());
    }
    return status.getUptimeNs() == 0
        ? "N/A"
        : String.format(Locale.ROOT, "%.2f", status.getSeenFlows() * 1e9 / status.getUptimeNs());
  }

  private static long unsigned(UInt32Value value) {
    return Integer.toUnsignedLong(value.getValue());
  }
}
