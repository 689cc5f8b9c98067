package io.sextant.cli;

import com.google.protobuf.FieldMask;
import io.sextant.proto.observer.GetFlowsRequest;
import io.sextant.proto.relay.NodeStatusEvent;
import java.util.List;
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
      description = "One of compact, dict, json, jsonpb, table. Default: compact.")
  private Format format = Format.compact;

  @Option(
      names = "--time-format",
      paramLabel = "FORMAT",
      defaultValue = "StampMilli",
      description = "Format of times for people, such as StampMilli (default) or RFC3339Nano.")
  private String timeFormat = "StampMilli";

  @Option(names = "--print-node-name", description = "Print on which node a flow was seen.")
  private boolean printNodeName;

  @Option(names = "--print-policy-names", description = "Print which policies decided.")
  private boolean printPolicyNames;

  @Option(
      names = "--color",
      paramLabel = "WHEN",
      description = "Colours: auto (default), always or never.")
  private When color = When.auto;

  @Option(names = "--numeric", description = "Print addresses, not names.")
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
      paramLabel = "FIELDS",
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
      description = "Say nothing about nodes that are missing or in trouble.")
  private boolean silent;

  @Option(
      names = {"-D", "--debug"},
      description = "Say more about nodes.")
  private boolean debug;

  boolean silent() {
    return silent;
  }

  FlowPrinter printer(Terminal terminal) {
    if (format == Format.json && legacyJson(terminal)) {
      return new LegacyJsonPrinter(terminal);
    }
    return switch (format) {
      case compact -> new CompactPrinter(terminal, print(terminal));
      case dict -> new DictPrinter(terminal, print(terminal));
      case table, tab -> new TablePrinter(terminal, print(terminal));
      case json, jsonpb -> new JsonPrinter(terminal);
    };
  }

  /** Whether to tell of this, too. */
  boolean tells(NodeStatusEvent status) {
    return !silent && (debug || NodeStatusText.isTrouble(status));
  }

  private static boolean legacyJson(Terminal terminal) {
    return List.of(terminal.environment("HUBBLE_COMPAT", "").split(","))
        .contains("legacy-json-output");
  }

  /** Asks for the fields that will be printed. */
  void mask(GetFlowsRequest.Builder request) {
    if (!fieldMask.isEmpty()) {
      request.setFieldMask(FieldMask.newBuilder().addAllPaths(fieldMask));
    } else if (defaultMasks && !format.isJson()) {
      request.setFieldMask(FieldMask.newBuilder().addAllPaths(PRINTED));
    }
  }

  void check(boolean follow) {
    if (!fieldMask.isEmpty() && !format.isJson()) {
      throw new CommandFailure("--field-mask needs JSON output: add -o json");
    }
    if (follow && (format == Format.table || format == Format.tab)) {
      throw new CommandFailure("a table has an end: leave out --follow, or take -o compact");
    }
  }

  private PrintOptions print(Terminal terminal) {
    boolean painted =
        (format == Format.compact || format == Format.dict)
            && (color == When.always || (color == When.auto && terminal.colors()));
    return new PrintOptions(
        new FlowText(painted ? Paint.COLORS : Paint.PLAIN, translate && !numeric),
        new TimeText(TimeFormat.named(timeFormat), terminal.zone()),
        printNodeName,
        printPolicyNames);
  }
}
