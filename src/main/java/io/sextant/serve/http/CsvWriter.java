package io.sextant.serve.http;

import io.sextant.serve.http.FlowRow.Peer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Flows as RFC 4180 has tables, with a header line. A spreadsheet takes a text that begins with a
 * sign for a formula, and others write names and requests: such a text gets an apostrophe in front.
 */
final class CsvWriter {
  private static final String END = "\r\n";
  private static final String FORMULA_STARTS = "=+-@\t\r\n＝＋－＠";

  private record Column(String name, Function<FlowRow, @Nullable Object> value) {}

  private static final List<Column> COLUMNS = columns();

  private CsvWriter() {}

  static String header() {
    return COLUMNS.stream().map(Column::name).collect(Collectors.joining(",", "", END));
  }

  static String line(FlowRow row) {
    return COLUMNS.stream()
        .map(column -> field(column.value().apply(row)))
        .collect(Collectors.joining(",", "", END));
  }

  private static List<Column> columns() {
    List<Column> columns = new ArrayList<>();
    columns.add(new Column("time", FlowRow::time));
    columns.add(new Column("node", FlowRow::node));
    columns.add(new Column("verdict", FlowRow::verdict));
    columns.add(new Column("drop_reason", FlowRow::dropReason));
    columns.add(new Column("direction", FlowRow::direction));
    columns.add(new Column("type", FlowRow::type));
    columns.add(new Column("subtype", FlowRow::subtype));
    columns.add(new Column("is_reply", FlowRow::isReply));
    columns.add(new Column("protocol", FlowRow::protocol));
    columns.add(new Column("tcp_flags", FlowRow::tcpFlags));
    columns.addAll(side("source_", FlowRow::source));
    columns.addAll(side("destination_", FlowRow::destination));
    columns.add(new Column("summary", FlowRow::summary));
    columns.add(new Column("policies", CsvWriter::policies));
    columns.add(new Column("trace_id", FlowRow::traceId));
    columns.add(new Column("uuid", FlowRow::uuid));
    columns.add(new Column("seq", FlowRow::seq));
    return List.copyOf(columns);
  }

  private static List<Column> side(String prefix, Function<FlowRow, Peer> side) {
    return List.of(
        new Column(prefix + "namespace", row -> side.apply(row).namespace()),
        new Column(prefix + "pod", row -> side.apply(row).pod()),
        new Column(prefix + "workload", row -> side.apply(row).workload()),
        new Column(prefix + "identity", row -> side.apply(row).identity()),
        new Column(prefix + "ip", row -> side.apply(row).ip()),
        new Column(prefix + "port", row -> side.apply(row).port()),
        new Column(prefix + "names", row -> String.join(" ", side.apply(row).names())),
        new Column(prefix + "service", row -> side.apply(row).service()));
  }

  private static String policies(FlowRow row) {
    return row.policies().stream()
        .map(policy ->
            policy.namespace().isEmpty() ? policy.name() : policy.namespace() + "/" + policy.name())
        .collect(Collectors.joining(" "));
  }

  private static String field(@Nullable Object value) {
    return switch (value) {
      case null -> "";
      case String text -> quoted(harmless(text));
      default -> value.toString();
    };
  }

  private static String harmless(String text) {
    boolean formula = !text.isEmpty() && FORMULA_STARTS.indexOf(text.charAt(0)) >= 0;
    return formula ? "'" + text : text;
  }

  private static String quoted(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (",\"\r\n".indexOf(text.charAt(i)) >= 0) {
        return '"' + text.replace("\"", "\"\"") + '"';
      }
    }
    return text;
  }
}
