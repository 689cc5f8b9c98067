package io.sextant.cli;

import io.sextant.cli.FlowGroups.Group;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Counts of groups as text: what all formats have in common, and the formats themselves. */
final class GroupPrinter {
  /** Nothing has to be cut. */
  static final int ANY_WIDTH = Integer.MAX_VALUE;

  private static final int GAP = 3;
  private static final int NARROWEST = 6;
  private static final List<String> NUMBERS = List.of("FLOWS", "SHARE", "DROPS");
  private static final List<String> LIVE_NUMBERS = List.of("FLOWS", "SHARE", "DROPS", "FLOWS/S");

  enum Format {
    TABLE,
    COMPACT,
    JSON
  }

  private final FlowGroups groups;
  private final GroupOrder order;
  private final Format format;
  private final boolean live;

  /**
   * @param live whether rates are of interest
   */
  GroupPrinter(FlowGroups groups, GroupOrder order, Format format, boolean live) {
    this.groups = groups;
    this.order = order;
    this.format = format;
    this.live = live;
  }

  /**
   * A text of whole lines.
   *
   * @param time when, empty where that does not matter
   * @param columns that a table may have; long names are cut
   */
  String text(String time, int columns) {
    List<Group> shown = order.first(groups.groups());
    StringBuilder out = new StringBuilder();
    switch (format) {
      case TABLE -> table(out, shown, columns);
      case COMPACT -> shown.forEach(group -> compact(out, time, group));
      case JSON -> json(out, time, shown);
    }
    return out.toString();
  }

  private void table(StringBuilder out, List<Group> shown, int columns) {
    List<List<String>> rows = new ArrayList<>();
    List<String> header = new ArrayList<>();
    header.addAll(live ? LIVE_NUMBERS : NUMBERS);
    groups.fields().forEach(field -> header.add(field.title()));
    rows.add(header);
    shown.forEach(group -> rows.add(row(group)));
    int[] widths = widths(rows);
    shrink(widths, columns);
    rows.forEach(row -> line(out, row, widths));
    remainder(out, shown);
  }

  private List<String> row(Group group) {
    List<String> row = new ArrayList<>();
    row.add(Count.grouped(group.flows()));
    row.add(Count.share(group.flows(), groups.total().flows()));
    row.add(Count.grouped(group.drops()));
    if (live) {
      row.add(Count.rate(group.rate()));
    }
    for (String value : group.key()) {
      row.add(value.isEmpty() ? "-" : Escape.text(value));
    }
    return row;
  }

  /** What the rows do not show, and the sum. */
  private void remainder(StringBuilder out, List<Group> shown) {
    long hidden = groups.groups().size() - (long) shown.size();
    if (hidden > 0) {
      out.append("… and ").append(Count.of(hidden, "more group")).append('\n');
    }
    long rest = groups.rest().flows();
    if (rest > 0) {
      out.append("… and ")
          .append(Count.of(rest, "flow"))
          .append(" of groups beyond the first ")
          .append(Count.grouped(groups.groups().size()))
          .append('\n');
    }
    Group total = groups.total();
    out.append(Count.of(total.flows(), "flow"))
        .append(", ")
        .append(Count.grouped(total.drops()))
        .append(" dropped, ")
        .append(Count.of(groups.groups().size(), "group"));
    if (live) {
      out.append(", ").append(Count.rate(total.rate())).append(" flows/s");
    }
    out.append('\n');
  }

  private static int[] widths(List<List<String>> rows) {
    int[] widths = new int[rows.getFirst().size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    return widths;
  }

  /** Takes from the widest names what does not fit. */
  private void shrink(int[] widths, int columns) {
    int numbers = widths.length - groups.fields().size();
    long excess = (long) GAP * (widths.length - 1) - columns;
    for (int width : widths) {
      excess += width;
    }
    for (; excess > 0; excess--) {
      int widest = numbers;
      for (int i = numbers; i < widths.length; i++) {
        widest = widths[i] > widths[widest] ? i : widest;
      }
      if (widths[widest] <= NARROWEST) {
        return;
      }
      widths[widest]--;
    }
  }

  /** From the middle: names of pods differ at their ends. */
  private static String cut(String text, int width) {
    if (text.length() <= width) {
      return text;
    }
    int tail = (width - 1) / 2;
    return text.substring(0, width - 1 - tail) + "…" + text.substring(text.length() - tail);
  }

  /** Numbers come first, where no screen is too narrow for them. */
  private void line(StringBuilder out, List<String> row, int[] widths) {
    int numbers = row.size() - groups.fields().size();
    for (int i = 0; i < row.size(); i++) {
      String cell = cut(row.get(i), widths[i]);
      int blanks = widths[i] - cell.length();
      if (i < numbers) {
        out.repeat(' ', blanks).append(cell).repeat(' ', GAP);
      } else if (i + 1 < row.size()) {
        out.append(cell).repeat(' ', blanks + GAP);
      } else {
        out.append(cell).append('\n');
      }
    }
  }

  private void compact(StringBuilder out, String time, Group group) {
    if (!time.isEmpty()) {
      out.append("time=").append(time).append(' ');
    }
    for (int i = 0; i < group.key().size(); i++) {
      String value = group.key().get(i);
      out.append(groups.fields().get(i).name()).append('=');
      if (value.indexOf(' ') >= 0 || value.indexOf('"') >= 0) {
        JsonValues.string(out, value);
      } else {
        Escape.append(out, value);
      }
      out.append(' ');
    }
    out.append("flows=")
        .append(group.flows())
        .append(" share=")
        .append(Count.share(group.flows(), groups.total().flows()))
        .append(" drops=")
        .append(group.drops());
    if (live) {
      out.append(" rate=").append(Count.rate(group.rate()));
    }
    out.append('\n');
  }

  private void json(StringBuilder out, String time, List<Group> shown) {
    for (Group group : shown) {
      out.append('{');
      for (int i = 0; i < group.key().size(); i++) {
        JsonValues.string(out, groups.fields().get(i).name());
        out.append(':');
        JsonValues.string(out, group.key().get(i));
        out.append(',');
      }
      numbers(out, time, group);
    }
    if (groups.rest().flows() > 0) {
      out.append("{\"rest\":true,");
      numbers(out, time, groups.rest());
    }
  }

  private void numbers(StringBuilder out, String time, Group group) {
    double share = (double) group.flows() / Math.max(1, groups.total().flows());
    out.append("\"flows\":")
        .append(group.flows())
        .append(",\"share\":")
        .append(String.format(Locale.ROOT, "%.4f", share))
        .append(",\"drops\":")
        .append(group.drops());
    if (live) {
      out.append(",\"flows_per_s\":").append(Math.round(group.rate() * 10) / 10.0);
    }
    if (!time.isEmpty()) {
      out.append(",\"time\":\"").append(time).append('"');
    }
    out.append("}\n");
  }
}
