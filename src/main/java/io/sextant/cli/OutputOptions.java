package io.sextant.cli;

import com.google.protobuf.FieldMask;
import io.sextant.proto.observer.GetFlowsRequest;
import io.sextant.proto.relay.NodeStatusEvent;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How flows are printed. */
final class OutputOptions {
  /** What the formats for people print; all else need not be sent. */
  private static final List<String> PRINTED =
      List.of(
          "time",
          "node_name",
          "verdict",
          "auth_type",
          "ethernet",
          "IP",
          "l4",
          "source.identity",
          "source.namespace",
          "source.pod_name",
          "destination.identity",
          "destination.namespace",
          "destination.pod_name",
          "source_names",
          "destination_names",
          "source_service",
          "destination_service",
          "l7",
          "event_type",
          "is_reply",
          "traffic_direction",
          "policy_match_type",
          "egress_allowed_by",
          "ingress_allowed_by",
          "egress_denied_by",
          "ingress_denied_by",
          "debug_capture_point",
          "sock_xlate_point",
          "ip_trace_id",
          "Summary");

  enum Format {
    compact,
    dict,
    json,
    jsonpb,
    table,
    tab;

    boolean isJson() {
      return this == json || this == jsonpb;
    }
  }

  enum When {
    auto,
    always,
    never
  }

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      description = "One of compact, dict, json, jsonpb, table. Default: compact; with --by table.")
  private @Nullable Format format;

  @Option(
      names = "--time-format",
      paramLabel = "FORMAT",
      defaultValue = "StampMilli",
      description = "Format of times for people, such as StampMilli (default) or RFC3339Nano.")
  private String timeFormat = "StampMilli";

  @Option(
      names = "--print-node-name",
      arity = "0..1",
      fallbackValue = "true",
      hideParamSyntax = true,
      description = "Print on which node a flow was seen.")
  private boolean printNodeName;

  @Option(
      names = "--print-policy-names",
      arity = "0..1",
      fallbackValue = "true",
      hideParamSyntax = true,
      description = "Print which policies decided.")
  private boolean printPolicyNames;

  @Option(
      names = "--color",
      paramLabel = "WHEN",
      description = "Colours: auto (default), always or never.")
  private When color = When.auto;

  @Option(
      names = "--numeric",
      arity = "0..1",
      fallbackValue = "true",
      hideParamSyntax = true,
      description = "Print addresses, not names.")
  private boolean numeric;

  @Option(
      names = "--ip-translation",
      arity = "0..1",
      fallbackValue = "true",
      paramLabel = "BOOL",
      description = "Print names instead of addresses. Default: true.")
  private boolean translate = true;

  @Option(
      names = "--field-mask",
      split = ",",
      hideParamSyntax = true,
      paramLabel = "FIELD[,FIELD...]",
      description = "Fields to ask for, with JSON output only: IP.source,verdict.")
  private List<String> fieldMask = List.of();

  @Option(
      names = "--use-default-field-masks",
      arity = "0..1",
      fallbackValue = "true",
      paramLabel = "BOOL",
      description = "Ask only for what is printed. Default: true.")
  private boolean defaultMasks = true;

  @Option(
      names = {"-s", "--silent-errors"},
      arity = "0..1",
      fallbackValue = "true",
      hideParamSyntax = true,
      description = "Say nothing beside the output: no nodes in trouble, no summary.")
  private boolean silent;

  @Option(
      names = "--summary",
      arity = "0..1",
      fallbackValue = "true",
      hideParamSyntax = true,
      description =
          "Say at the end what came and what was lost. Otherwise only on a screen, or after losses.")
  private boolean summary;

  /**
   * Whether to tell of this, too.
   *
   * @param debug whether people want to know of nodes that are well
   */
  boolean tells(NodeStatusEvent status, boolean debug) {
    return !silent && (debug || NodeStatusText.isTrouble(status));
  }

  /**
   * Whether to say at the end how complete the answer was.
   *
   * @param whole whether it was
   */
  boolean sumsUp(Terminal terminal, boolean whole) {
    boolean watched = terminal.screen().out() && terminal.screen().err();
    return !silent && (!whole || summary || watched);
  }

  TimeText time(Terminal terminal) {
    return new TimeText(TimeFormat.named(timeFormat), terminal.zone());
  }

  /**
   * @param live whether what is printed goes on
   */
  FlowPrinter printer(Terminal terminal, GroupingOptions grouping, boolean live) {
    check(live, grouping.grouped());
    if (grouping.grouped()) {
      return groups(terminal, grouping, live);
    }
    FlowPrinter printer = flows(terminal);
    return grouping.sorted() ? new SortedFlows(printer, grouping.orders()) : printer;
  }

  private FlowPrinter flows(Terminal terminal) {
    return switch (format()) {
      case compact -> new CompactPrinter(terminal, print(terminal));
      case dict -> new DictPrinter(terminal, print(terminal));
      case table, tab -> new TablePrinter(terminal, print(terminal));
      case json ->
          legacyJson(terminal) ? new LegacyJsonPrinter(terminal) : new JsonPrinter(terminal);
      case jsonpb -> new JsonPrinter(terminal);
    };
  }

  private FlowPrinter groups(Terminal terminal, GroupingOptions grouping, boolean live) {
    List<FlowField> fields = grouping.fields();
    GroupPrinter.Format groupFormat =
        switch (format == null ? Format.table : format) {
          case table, tab -> GroupPrinter.Format.TABLE;
          case compact -> GroupPrinter.Format.COMPACT;
          case json, jsonpb -> GroupPrinter.Format.JSON;
          case dict -> throw new CommandFailure("--by prints table, compact or json, not dict");
        };
    FlowGroups groups = new FlowGroups(fields, FlowGroups.MOST);
    boolean screen = terminal.screen().out() && groupFormat == GroupPrinter.Format.TABLE;
    return new GroupedFlows(
        terminal,
        groups,
        new GroupPrinter(groups, grouping.order(fields, terminal), groupFormat, live),
        new GroupedFlows.Pace(live, screen, grouping.interval(terminal), System::nanoTime));
  }

  /** Says why an answer takes longer than others. */
  void tellOfIgnoredQuery(Terminal terminal, String address) {
    if (!silent) {
      terminal.complain(
          "sextant: the server at "
              + address
              + " does not choose by queries: all its flows come here and are chosen from");
    }
  }

  /** Asks for the fields that will be printed. */
  void mask(GetFlowsRequest.Builder request, GroupingOptions grouping) {
    Set<String> paths = new LinkedHashSet<>(fieldMask);
    if (paths.isEmpty() && defaultMasks && !grouping.grouped() && !format().isJson()) {
      paths.addAll(PRINTED);
    }
    if (!paths.isEmpty() || (defaultMasks && grouping.grouped())) {
      paths.addAll(grouping.mask());
      request.setFieldMask(FieldMask.newBuilder().addAllPaths(paths));
    }
  }

  private void check(boolean follow, boolean grouped) {
    if (!fieldMask.isEmpty() && (grouped || !format().isJson())) {
      throw new CommandFailure("--field-mask needs JSON output of flows: add -o json");
    }
    if (follow && !grouped && (format == Format.table || format == Format.tab)) {
      throw new CommandFailure("a table has an end: leave out --follow, or take -o compact");
    }
  }

  private Format format() {
    return format == null ? Format.compact : format;
  }

  /** Whether old consumers of {@code hubble} want the flow without its envelope. */
  static boolean legacyJson(Terminal terminal) {
    return List.of(terminal.environment("HUBBLE_COMPAT", "").split(","))
        .contains("legacy-json-output");
  }

  private PrintOptions print(Terminal terminal) {
    boolean painted =
        (format() == Format.compact || format() == Format.dict)
            && (color == When.always || (color == When.auto && terminal.colors()));
    return new PrintOptions(
        new FlowText(painted ? Paint.COLORS : Paint.PLAIN, translate && !numeric),
        time(terminal),
        printNodeName,
        printPolicyNames);
  }
}
