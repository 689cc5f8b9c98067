package io.sextant.cli;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What the lists of a node's own server can be told. */
final class GuardOptions {
  enum Output {
    table,
    json
  }

  @Mixin private final RestOptions rest = new RestOptions();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      description = "One of ${COMPLETION-CANDIDATES}. Default: table.")
  private Output output = Output.table;

  GuardLists lists(Terminal terminal) {
    return new GuardLists(terminal, rest);
  }

  boolean isJson() {
    return output == Output.json;
  }
}
