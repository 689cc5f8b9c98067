package io.sextant.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Lists of what a node guards, as its server tells them. */
final class GuardLists {
  private final Terminal terminal;
  private final RestOptions rest;

  GuardLists(Terminal terminal, RestOptions rest) {
    this.terminal = terminal;
    this.rest = rest;
  }

  void endpoints(boolean json) throws IOException {
    JsonNode rows = rest.ask("endpoints", Map.of());
    if (json) {
      terminal.println(rows.toPrettyString());
      return;
    }
    Table table =
        new Table(
            terminal,
            List.of(
                "ID",
                "POD",
                "IDENTITY",
                "STATE",
                "INGRESS",
                "EGRESS",
                "RULES",
                "REVISION",
                "ERROR"));
    for (JsonNode row : rows) {
      table.add(
          List.of(
              text(row, "id"),
              text(row, "namespace") + "/" + text(row, "pod"),
              text(row, "identity"),
              text(row, "state"),
              enforced(row, "enforcesIngress"),
              enforced(row, "enforcesEgress"),
              text(row, "entries"),
              text(row, "realised") + "/" + text(row, "wanted"),
              text(row, "error")));
    }
    table.print();
  }

  void identities(boolean json) throws IOException {
    JsonNode rows = rest.ask("identities", Map.of());
    if (json) {
      terminal.println(rows.toPrettyString());
      return;
    }
    Table table = new Table(terminal, List.of("IDENTITY", "LABELS", "TOLD APART BY"));
    for (JsonNode row : rows) {
      List<String> traits = new ArrayList<>();
      row.path("ranges").forEach(each -> traits.add(each.asString()));
      row.path("names").forEach(each -> traits.add(each.asString()));
      row.path("ports")
          .properties()
          .forEach(each -> traits.add(each.getKey() + "=" + each.getValue().asString()));
      List<String> labels = new ArrayList<>();
      row.path("labels").forEach(each -> labels.add(each.asString()));
      table.add(
          List.of(
              text(row, "number"),
              Escape.text(String.join(",", labels)),
              Escape.text(String.join(",", traits))));
    }
    table.print();
  }

  /** True when nothing is wrong with any object. */
  boolean policies(boolean json) throws IOException {
    JsonNode answer = rest.ask("policies", Map.of());
    boolean isWell = answer.path("errors").isEmpty() && answer.path("failure").isNull();
    if (json) {
      terminal.println(answer.toPrettyString());
      return isWell;
    }
    Table table =
        new Table(
            terminal,
            List.of("KIND", "POLICY", "SUBJECT", "INGRESS", "EGRESS", "MODE", "ENDPOINTS"));
    for (JsonNode row : answer.path("policies")) {
      String namespace = text(row, "namespace");
      table.add(
          List.of(
              text(row, "kind"),
              (namespace.isEmpty() ? "" : namespace + "/") + text(row, "name"),
              text(row, "subject"),
              rules(row, "ingress"),
              rules(row, "egress"),
              row.path("audited").asBoolean() ? "audit" : "enforce",
              Integer.toString(row.path("selects").size())));
    }
    table.print();
    terminal.println(
        "revision %s, in force %s".formatted(text(answer, "revision"), text(answer, "realised")));
    if (!answer.path("failure").isNull()) {
      terminal.println("the node is not what is wanted: " + text(answer, "failure"));
    }
    for (JsonNode error : answer.path("errors")) {
      String place = text(error, "place");
      String object = text(error, "object");
      terminal.println(
          (place.isEmpty() ? "" : place + ": ")
              + (object.isEmpty() ? "" : object + ": ")
              + text(error, "problem"));
    }
    return isWell;
  }

  /** True when the kernel holds what is wanted. */
  boolean reconciliation(boolean json) throws IOException {
    JsonNode answer = rest.ask("reconcile", Map.of());
    boolean isEqual = answer.path("equal").asBoolean();
    if (json) {
      terminal.println(answer.toPrettyString());
      return isEqual;
    }
    Table table =
        new Table(terminal, List.of("WHAT", "WANTED", "REAL", "MISSING", "EXTRA", "ALTERED"));
    for (JsonNode part : answer.path("parts")) {
      table.add(
          List.of(
              text(part, "thing"),
              text(part, "wanted"),
              text(part, "real"),
              text(part, "missing"),
              text(part, "extra"),
              text(part, "altered")));
    }
    table.print();
    for (JsonNode part : answer.path("parts")) {
      for (JsonNode line : part.path("texts")) {
        terminal.println("%s: %s".formatted(text(part, "thing"), Escape.text(line.asString())));
      }
    }
    terminal.println(
        isEqual
            ? "the kernel holds what revision " + text(answer, "revision") + " wants"
            : "the kernel differs from what is wanted; it is repaired within the next cycle");
    return isEqual;
  }

  private static String enforced(JsonNode row, String field) {
    return row.path(field).asBoolean() ? "enforced" : "open";
  }

  private static String rules(JsonNode row, String field) {
    JsonNode count = row.path(field);
    if (count.isNull()) {
      return "-";
    }
    return count.asString() + (count.asInt() == 1 ? " rule" : " rules");
  }

  private static String text(JsonNode row, String field) {
    JsonNode value = row.path(field);
    return value.isNull() ? "" : Escape.text(value.asString());
  }
}
