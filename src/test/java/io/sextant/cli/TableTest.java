package io.sextant.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TableTest {
  private final TestTerminal terminal = new TestTerminal();

  @Test
  void columns_areAsWideAsTheirWidestCell() {
    Table table = new Table(terminal.terminal(), List.of("A", "B"));
    table.add(List.of("long", "x"));
    table.add(List.of("s", "y"));
    table.print();
    assertThat(out()).isEqualTo("A      B\nlong   x\ns      y\n");
  }

  @Test
  void rowsBeyondTheBound_arePrintedInColumnsThatOnlyGrow() {
    Table table = new Table(terminal.terminal(), List.of("A", "B"), 3 * (2 * Table.CELL) + 12);
    table.add(List.of("long", "1"));
    table.add(List.of("s", "2"));
    assertThat(out()).as("until the bound").isEmpty();
    table.add(List.of("long", "3"));
    assertThat(out()).isEqualTo("A      B\nlong   1\ns      2\nlong   3\n");
    table.add(List.of("s", "4"));
    table.add(List.of("longer", "5"));
    table.print();
    assertThat(out()).isEqualTo("A      B\nlong   1\ns      2\nlong   3\ns        4\nlonger   5\n");
  }

  @Test
  void rows_areAllPrintedOnceAndInOrder() {
    int count = 10_000;
    Table table = new Table(terminal.terminal(), List.of("N", "B"), 100 * Table.CELL);
    for (int i = 0; i < count; i++) {
      table.add(List.of(Integer.toString(i), "b"));
    }
    table.print();
    String numbers =
        out()
            .lines()
            .map(row -> row.substring(0, row.indexOf(' ')))
            .collect(Collectors.joining(","));
    assertThat(numbers)
        .isEqualTo(
            "N,"
                + IntStream.range(0, count)
                    .boxed()
                    .map(Object::toString)
                    .collect(Collectors.joining(",")));
  }

  private String out() {
    terminal.terminal().flush();
    return terminal.out();
  }
}
