package io.sextant.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code sextant policy}: the commands about policies. */
@Command(
    name = "policy",
    header = "Look at policies, in force or before.",
    footer = {
      "",
      "Examples:",
      "  sextant policy validate policies/",
      "  sextant policy get",
      "  sextant policy explain shop/cart",
      "  sextant policy trace --from shop/frontend --to shop/cart --port 8080/tcp"
    })
final class PolicyCommand {
  private PolicyCommand() {}

  static CommandLine commandLine(Terminal terminal) {
    return new CommandLine(new PolicyCommand())
        .addSubcommand("validate", new ValidateCommand(terminal))
        .addSubcommand("get", new PolicyGetCommand(terminal))
        .addSubcommand("explain", new PolicyExplainCommand(terminal))
        .addSubcommand("trace", new PolicyTraceCommand(terminal));
  }
}
