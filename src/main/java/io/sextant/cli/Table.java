package io.sextant.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * Rows whose columns stand three blanks apart. They are kept until all widths are known, or until
 * they take too much memory: then those that are there are printed, and the columns of later rows
 * are as wide or wider.
 */
final class Table {
  /** What an empty cell takes in memory, in bytes, about. */
  static final int CELL = 48;

  /** A full ring of 65,535 flows is still one table. */
  private static final long MOST_BYTES = 64L * 1024 * 1024;

  private static final int GAP = 3;

  private final Terminal terminal;
  private final long mostBytes;
  private final int[] widths;
  private final List<List<String>> rows = new ArrayList<>();
  private long bytes;

  Table(Terminal terminal, List<String> header) {
    this(terminal, header, MOST_BYTES);
  }

  /**
   * @param mostBytes of rows that are kept
   */
  Table(Terminal terminal, List<String> header, long mostBytes) {
    this.terminal = terminal;
    this.mostBytes = mostBytes;
    this.widths = new int[header.size()];
    rows.add(List.copyOf(header));
  }

  void add(List<String> row) {
    List<String> cells = row.stream().map(Escape::text).toList();
    rows.add(cells);
    for (String cell : cells) {
      bytes += CELL + cell.length();
    }
    if (bytes >= mostBytes) {
      print();
    }
  }

  /** Prints the rows that are not printed yet. */
  void print() {
    for (List<String> row : rows) {
      for (int i = 0; i < row.size(); i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    rows.forEach(row -> terminal.println(line(row)));
    rows.clear();
    bytes = 0;
  }

  private String line(List<String> row) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < row.size() - 1; i++) {
      String cell = row.get(i);
      line.append(cell).append(" ".repeat(widths[i] - cell.length() + GAP));
    }
    return line.append(row.getLast()).toString();
  }
}
