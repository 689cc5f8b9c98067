package io.sextant.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What is printed comes out whole. */
class TerminalTest {
  private final TestTerminal terminal = new TestTerminal();

  @Test
  void longAndForeignText_isPrintedWhole() {
    Terminal out = terminal.terminal();
    String some = "é".repeat(40_000);
    out.print("a".repeat(65_000));
    out.print(some);
    out.print("b".repeat(200_000));
    out.println(some);
    out.flush();
    assertThat(terminal.out())
        .isEqualTo("a".repeat(65_000) + some + "b".repeat(200_000) + some + "\n");
  }
}
