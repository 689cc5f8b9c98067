package io.sextant.cli;

import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.List;

/** Prints events beside flows, in the formats that flows have. */
final class EventPrinter<R extends Message> implements ResponseStream.Sink<R> {
  private static final int KEY_WIDTH = "DESTINATION".length();
  private static final String SEPARATOR = "-".repeat(12);

  enum Format {
    compact,
    dict,
    json,
    jsonpb,
    table,
    tab
  }

  private final Terminal terminal;
  private final EventKind<?, R> kind;
  private final Style style;
  private final Table table;
  private boolean begun;

  /**
   * How people want them.
   *
   * @param bareJson whether JSON comes without its envelope
   */
  record Style(Format format, boolean bareJson, TimeText time, boolean nodeNames) {}

  EventPrinter(Terminal terminal, EventKind<?, R> kind, Style style) {
    this.terminal = terminal;
    this.kind = kind;
    this.style = style;
    List<String> header = new ArrayList<>(List.of("TIMESTAMP"));
    if (style.nodeNames) {
      header.add("NODE");
    }
    header.addAll(kind.header());
    this.table = new Table(terminal, header);
  }

  @Override
  public void accept(R response) {
    switch (style.format) {
      case compact -> line(response);
      case dict -> block(response);
      case json -> terminal.println(json(response, style.bareJson));
      case jsonpb -> terminal.println(json(response, false));
      case table, tab -> row(response);
    }
    begun = true;
  }

  @Override
  public void idle() {
    terminal.flush();
  }

  /** Whether anything came. */
  boolean begun() {
    return begun;
  }

  void finish() {
    if (style.format == Format.table || style.format == Format.tab) {
      table.print();
    }
    terminal.flush();
  }

  private String json(R response, boolean bare) {
    return JsonPrinter.line(bare ? kind.event(response) : response);
  }

  private void line(R response) {
    String node = style.nodeNames ? " [" + node(response) + "]" : "";
    terminal.println(time(response) + node + ": " + kind.line(response, style.time));
  }

  private void block(R response) {
    if (begun) {
      terminal.println(SEPARATOR);
    }
    key("TIMESTAMP", time(response));
    if (style.nodeNames) {
      key("NODE", node(response));
    }
    kind.block(response, style.time).forEach(this::key);
  }

  private void key(String name, String value) {
    terminal.println(" ".repeat(KEY_WIDTH - name.length()) + name + ": " + value);
  }

  private void row(R response) {
    List<String> row = new ArrayList<>(List.of(time(response)));
    if (style.nodeNames) {
      row.add(node(response));
    }
    row.addAll(kind.row(response, style.time));
    table.add(row);
  }

  private String time(R response) {
    return style.time.text(kind.time(response));
  }

  private String node(R response) {
    return Escape.text(kind.nodeName(response));
  }
}
