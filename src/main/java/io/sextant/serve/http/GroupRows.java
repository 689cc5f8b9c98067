package io.sextant.serve.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sextant.flow.Verdict;
import io.sextant.store.GroupField;
import io.sextant.store.Groups;
import io.sextant.store.Sums;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Counted flows as REST sends them.
 *
 * @param bucketSeconds length of the stretches of time, 0 for one of all
 * @param others what is in no row because of the limit
 * @param exact whether the rows are the largest groups for sure
 * @param since earliest time that was looked at, null when there was nothing
 * @param lost events of the time asked for that are in no row because they were lost
 * @param missed events that left the memory while it was counted
 */
record GroupRows(
    List<String> by,
    double bucketSeconds,
    List<Row> rows,
    Count total,
    Count others,
    boolean exact,
    @Nullable String since,
    @Nullable String until,
    long lost,
    long missed,
    Completeness completeness) {
  private static final double NANOS = 1e9;
  private static final String OTHERS = "(others)";

  /**
   * One group.
   *
   * @param bucket when its stretch of time begins, left out for one of all
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Row(@Nullable String bucket, Map<String, String> keys, Count count) {}

  /** What its flows are together. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Count(
      long flows,
      long bytes,
      Map<Verdict, Long> verdicts,
      @Nullable String first,
      @Nullable String last) {
    static Count of(Sums sums) {
      boolean some = sums.flows() > 0;
      return new Count(
          sums.flows(),
          sums.bytes(),
          sums.verdicts(),
          some ? FlowRow.time(sums.firstNanos()) : null,
          some ? FlowRow.time(sums.lastNanos()) : null);
    }
  }

  static GroupRows of(Groups groups, Completeness completeness) {
    Groups.Covered covered = groups.covered();
    boolean some = covered.sinceNanos() <= covered.untilNanos();
    return new GroupRows(
        groups.by().stream().map(GroupField::text).toList(),
        groups.bucketNanos() / NANOS,
        groups.rows().stream().map(row -> row(groups.by(), row)).toList(),
        Count.of(groups.total()),
        Count.of(groups.others()),
        groups.exact(),
        some ? FlowRow.time(covered.sinceNanos()) : null,
        some ? FlowRow.time(covered.untilNanos()) : null,
        completeness.lost(),
        groups.missed(),
        completeness);
  }

  private static Row row(List<GroupField> by, Groups.Row row) {
    Map<String, String> keys = new LinkedHashMap<>();
    for (int i = 0; i < by.size(); i++) {
      keys.put(by.get(i).text(), row.keys().get(i));
    }
    return new Row(
        row.bucketNanos() == Groups.ONE_BUCKET ? null : FlowRow.time(row.bucketNanos()),
        keys,
        Count.of(row.sums()));
  }

  /** The same as RFC 4180 has it; what is in no row stands in the last line. */
  String csv() {
    StringBuilder csv = new StringBuilder();
    List<String> head = new ArrayList<>(List.of("bucket"));
    head.addAll(by);
    head.addAll(List.of("flows", "bytes"));
    for (Verdict verdict : Verdict.values()) {
      head.add(verdict.name());
    }
    head.addAll(List.of("first", "last"));
    line(csv, head);
    for (Row row : rows) {
      line(csv, cells(row.bucket == null ? "" : row.bucket, row.keys.values(), row.count));
    }
    if (others.flows > 0) {
      line(csv, cells(OTHERS, by.stream().map(_ -> "").toList(), others));
    }
    return csv.toString();
  }

  private static List<String> cells(String bucket, Iterable<String> keys, Count count) {
    List<String> cells = new ArrayList<>(List.of(bucket));
    keys.forEach(cells::add);
    cells.add(Long.toString(count.flows));
    cells.add(Long.toString(count.bytes));
    for (Verdict verdict : Verdict.values()) {
      cells.add(Long.toString(count.verdicts.getOrDefault(verdict, 0L)));
    }
    cells.add(count.first == null ? "" : count.first);
    cells.add(count.last == null ? "" : count.last);
    return cells;
  }

  private static void line(StringBuilder csv, List<String> cells) {
    csv.append(cells.stream().map(GroupRows::quoted).collect(Collectors.joining(",")));
    csv.append("\r\n");
  }

  private static String quoted(String cell) {
    boolean plain = cell.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? cell : '"' + cell.replace("\"", "\"\"") + '"';
  }
}
