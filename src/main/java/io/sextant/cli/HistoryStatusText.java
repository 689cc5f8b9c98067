package io.sextant.cli;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import com.google.protobuf.util.JsonFormat;
import io.grpc.Metadata;
import io.sextant.serve.grpc.HistoryHeader;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a server told of its history, for people and as JSON. */
final class HistoryStatusText {
  private final Struct told;

  private HistoryStatusText(Struct told) {
    this.told = told;
  }

  /**
   * Reads the headers of an answer to {@code ServerStatus}; null from a server without history.
   *
   * @throws CommandFailure if what is told is no JSON object
   */
  static @Nullable HistoryStatusText of(@Nullable Metadata headers) {
    String json = headers == null ? null : headers.get(HistoryHeader.HISTORY);
    if (json == null) {
      return null;
    }
    Struct.Builder told = Struct.newBuilder();
    try {
      JsonFormat.parser().merge(json, told);
    } catch (InvalidProtocolBufferException e) {
      throw new CommandFailure(
          "the server's header sextant-history is no JSON object: "
              + Escape.text(String.valueOf(e.getMessage())));
    }
    return new HistoryStatusText(told.build());
  }

  /** Names in capitals and values, as rows of a table. */
  List<String[]> rows() {
    List<String[]> rows = new ArrayList<>();
    rows.add(new String[] {"HISTORY", state()});
    add(rows, "HISTORY PARTITIONS", count("partitions"));
    add(rows, "HISTORY FLOWS", count("flows"));
    add(rows, "HISTORY BYTES/FLOW", decimal("bytesPerFlow"));
    add(rows, "HISTORY OLDEST FLOW", text("oldest"));
    add(rows, "HISTORY LAG", count("lag"));
    add(rows, "HISTORY DAYS LEFT", daysUntilFull());
    add(rows, "HISTORY NOT STORED", notStored());
    add(rows, "HISTORY SET ASIDE", count("setAside"));
    return rows;
  }

  /** As lines; what is in order, and so of no interest, is left out. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("History: " + state());
    line(lines, "Partitions", count("partitions"));
    line(lines, "Flows", count("flows"));
    line(lines, "Bytes/Flow", decimal("bytesPerFlow"));
    line(lines, "Oldest Flow", text("oldest"));
    line(lines, "Lag", count("lag"));
    line(lines, "Days until full", daysUntilFull());
    line(lines, "Not stored", notStored());
    line(lines, "Set aside", number("setAside") > 0 ? count("setAside") : null);
    return lines;
  }

  /** Whatever was told, named as the fields of Hubble's API are. */
  void appendJson(StringBuilder out) {
    object(out, told);
  }

  private static void object(StringBuilder out, Struct struct) {
    String separator = "{";
    for (var field : struct.getFieldsMap().entrySet()) {
      out.append(separator);
      JsonValues.string(out, snake(field.getKey()));
      value(out.append(':'), field.getValue());
      separator = ",";
    }
    out.append(struct.getFieldsCount() == 0 ? "{}" : "}");
  }

  private static void value(StringBuilder out, Value value) {
    switch (value.getKindCase()) {
      case NUMBER_VALUE -> JsonValues.number(out, value.getNumberValue());
      case STRING_VALUE -> JsonValues.string(out, value.getStringValue());
      case BOOL_VALUE -> out.append(value.getBoolValue());
      case STRUCT_VALUE -> object(out, value.getStructValue());
      case LIST_VALUE -> list(out, value.getListValue().getValuesList());
      case NULL_VALUE, KIND_NOT_SET -> out.append("null");
    }
  }

  private static void list(StringBuilder out, List<Value> values) {
    out.append('[');
    for (int i = 0; i < values.size(); i++) {
      value(i == 0 ? out : out.append(','), values.get(i));
    }
    out.append(']');
  }

  /** {@code bytesPerFlow} becomes {@code bytes_per_flow}. */
  private static String snake(String camel) {
    StringBuilder snake = new StringBuilder();
    for (int i = 0; i < camel.length(); i++) {
      char c = camel.charAt(i);
      if (c >= 'A' && c <= 'Z') {
        snake.append('_').append((char) (c + ('a' - 'A')));
      } else {
        snake.append(c);
      }
    }
    return snake.toString();
  }

  private String state() {
    String state = String.valueOf(text("state"));
    String message = text("message");
    return message == null || message.isEmpty() ? state : state + ": " + message;
  }

  private @Nullable String notStored() {
    Value counts = told.getFieldsMap().get("notStored");
    String text =
        counts == null
            ? ""
            : counts.getStructValue().getFieldsMap().entrySet().stream()
                .filter(count -> count.getValue().getNumberValue() > 0)
                .map(count ->
                    "%s (%s)"
                        .formatted(
                            grouped(count.getValue().getNumberValue()),
                            Escape.text(count.getKey()).replace('_', ' ')))
                .collect(Collectors.joining(", "));
    return text.isEmpty() ? null : text;
  }

  private static void add(List<String[]> rows, String name, @Nullable String value) {
    if (value != null) {
      rows.add(new String[] {name, value});
    }
  }

  private static void line(List<String> lines, String name, @Nullable String value) {
    if (value != null) {
      lines.add("  " + name + ": " + value);
    }
  }

  private @Nullable String text(String field) {
    Value value = told.getFieldsMap().get(field);
    return value == null || !value.hasStringValue() ? null : Escape.text(value.getStringValue());
  }

  private @Nullable String count(String field) {
    return isNumber(field) ? grouped(number(field)) : null;
  }

  private @Nullable String decimal(String field) {
    return isNumber(field) ? String.format(Locale.ROOT, "%,.1f", number(field)) : null;
  }

  private @Nullable String daysUntilFull() {
    double days = number("daysUntilFull");
    return days > 0 && days < 0.1 ? "less than 0.1" : decimal("daysUntilFull");
  }

  private static String grouped(double count) {
    return String.format(Locale.ROOT, "%,.0f", count);
  }

  private boolean isNumber(String field) {
    Value value = told.getFieldsMap().get(field);
    return value != null && value.hasNumberValue();
  }

  private double number(String field) {
    return told.getFieldsOrDefault(field, Value.getDefaultInstance()).getNumberValue();
  }
}
