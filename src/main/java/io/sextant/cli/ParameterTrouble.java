package io.sextant.cli;

import io.sextant.flow.Nearest;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Wrong arguments, in one line that says what would be right. */
final class ParameterTrouble {
  private ParameterTrouble() {}

  static String explain(ParameterException e) {
    CommandSpec command = e.getCommandLine().getCommandSpec();
    String problem = String.valueOf(e.getMessage());
    for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof CommandFailure failure) {
        problem = String.valueOf(failure.getMessage());
      }
    }
    if (e instanceof UnmatchedArgumentException unmatched && !unmatched.getUnmatched().isEmpty()) {
      problem = unmatched(command, unmatched.getUnmatched().getFirst());
    }
    return problem.lines().findFirst().orElse("") + " (see " + command.qualifiedName() + " --help)";
  }

  private static String unmatched(CommandSpec command, String argument) {
    if (!argument.startsWith("-")) {
      return (command.subcommands().isEmpty() ? "Unexpected argument: '" : "Unknown command: '")
          + argument
          + "'"
          + Nearest.hint(argument, command.subcommands().keySet().stream());
    }
    String name = argument.replaceFirst("=.*", "");
    return "Unknown option: '"
        + name
        + "'"
        + Nearest.hint(name, command.options().stream().flatMap(ParameterTrouble::names));
  }

  private static Stream<String> names(OptionSpec option) {
    return option.hidden() ? Stream.empty() : Stream.of(option.names());
  }
}
