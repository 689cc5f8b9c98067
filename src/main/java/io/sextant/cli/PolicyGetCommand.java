package io.sextant.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sextant policy get}: the policies that a node enforces, and what is wrong with others. */
@Command(
    name = "get",
    header = "List the policies in force, and what is wrong with those that are not.",
    description = {"", "Ends with 1 if anything is wrong.", ""},
    sortOptions = false,
    footer = {"", "Examples:", "  sextant policy get", "  sextant policy get -o json"})
final class PolicyGetCommand implements Callable<Integer> {
  enum Output {
    table,
    json
  }

  private final Terminal terminal;
  @Mixin private final RestOptions rest = new RestOptions();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      description = "One of ${COMPLETION-CANDIDATES}. Default: table.")
  private Output output = Output.table;

  PolicyGetCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    return new GuardLists(terminal, rest).policies(output == Output.json) ? 0 : 1;
  }
}
