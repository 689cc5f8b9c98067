package io.sextant.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code sextant policy}: the commands about policies. */
@Command(
    name = "policy",
    header = "Look at policies before they are in force.",
    footer = {"", "Examples:", "  sextant policy validate policies/"})
final class PolicyCommand {
  private PolicyCommand() {}

  static CommandLine commandLine(Terminal terminal) {
    return new CommandLine(new PolicyCommand())
        .addSubcommand("validate", new ValidateCommand(terminal));
  }
}
