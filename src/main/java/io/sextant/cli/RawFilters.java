package io.sextant.cli;

import io.sextant.proto.flow.FlowFilter;
import java.util.List;

/** Filters as they are sent, in YAML with JSON texts. */
final class RawFilters {
  private RawFilters() {}

  static void print(Terminal terminal, List<FlowFilter> allow, List<FlowFilter> deny) {
    if (allow.isEmpty() && deny.isEmpty()) {
      terminal.println("{}");
    }
    list(terminal, "allowlist", allow);
    list(terminal, "denylist", deny);
  }

  private static void list(Terminal terminal, String name, List<FlowFilter> filters) {
    if (!filters.isEmpty()) {
      terminal.println(name + ":");
      filters.forEach(filter ->
          terminal.println("    - '" + JsonPrinter.line(filter).replace("'", "''") + "'"));
    }
  }
}
