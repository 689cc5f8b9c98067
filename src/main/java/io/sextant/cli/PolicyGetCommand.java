package io.sextant.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code sextant policy get}: the policies that a node enforces, and what is wrong with others. */
@Command(
    name = "get",
    header = "List the policies in force, and what is wrong with those that are not.",
    description = {"", "Ends with 1 if anything is wrong.", ""},
    sortOptions = false,
    footer = {"", "Examples:", "  sextant policy get", "  sextant policy get -o json"})
final class PolicyGetCommand implements Callable<Integer> {
  private final Terminal terminal;
  @Mixin private final GuardOptions options = new GuardOptions();

  PolicyGetCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    return options.lists(terminal).policies(options.isJson()) ? 0 : 1;
  }
}
