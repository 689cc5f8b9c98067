package io.sextant.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * The root of the command line. Exit code 0 for success, also when the reader of the output goes
 * away; 1 with one line on standard error for everything else.
 */
@Command(
    name = "sextant",
    header = "Sees what your network says, and what becomes of it.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = false,
    footer = {"", "Help for one command: sextant COMMAND --help"})
public final class SextantCommand implements Runnable {
  private static final int FAILED = 1;

  private final Terminal terminal;
  private final CommandLine commandLine;

  private SextantCommand(Terminal terminal) {
    this.terminal = terminal;
    this.commandLine = new CommandLine(this);
    add("observe", ObserveCommand.commandLine(terminal));
    add("status", new CommandLine(new StatusCommand(terminal)));
    add("list", new CommandLine(new ListCommand(terminal)));
    add("record", new CommandLine(new RecordCommand(terminal)));
    add("decode", new CommandLine(new DecodeCommand(terminal)));
  }

  /** The command line of this process. */
  public static SextantCommand ofProcess() {
    return new SextantCommand(Terminal.ofProcess());
  }

  static SextantCommand on(Terminal terminal) {
    return new SextantCommand(terminal);
  }

  /** Adds a command that is not about an observer's answers. */
  public SextantCommand with(String name, Object command) {
    add(name, new CommandLine(command));
    return this;
  }

  /** Runs one command and returns the exit code. */
  public int execute(String... arguments) {
    int code =
        commandLine
            .setOverwrittenOptionsAllowed(true)
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setParameterExceptionHandler((e, _) -> failed(hint(e)))
            .setExecutionExceptionHandler((e, _, _) -> failed(e))
            .setOut(printWriter())
            .execute(arguments);
    try {
      terminal.flush();
    } catch (Terminal.ReaderGone e) {
      return 0;
    }
    return code;
  }

  @Override
  public void run() {
    commandLine.usage(commandLine.getOut());
  }

  private void add(String name, CommandLine command) {
    addHelp(command);
    commandLine.addSubcommand(name, command);
  }

  private static void addHelp(CommandLine command) {
    CommandLine.Model.CommandSpec spec = command.getCommandSpec();
    if (spec.findOption("--help") == null) {
      spec.addOption(
          CommandLine.Model.OptionSpec.builder("-h", "--help")
              .usageHelp(true)
              .description("Show this help.")
              .build());
    }
    command.getSubcommands().values().forEach(SextantCommand::addHelp);
  }

  private int failed(Exception e) throws Exception {
    return switch (e) {
      case Terminal.ReaderGone _ -> 0;
      case CommandFailure failure -> failed(String.valueOf(failure.getMessage()));
      case IOException failure -> failed(String.valueOf(failure.getMessage()));
      default -> throw e;
    };
  }

  private int failed(String line) {
    terminal.complain("sextant: " + line);
    return FAILED;
  }

  private static String hint(CommandLine.ParameterException e) {
    String problem = e.getMessage();
    for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof CommandFailure failure) {
        problem = failure.getMessage();
      }
    }
    return problem + " (see " + e.getCommandLine().getCommandSpec().qualifiedName() + " --help)";
  }

  /** Help texts go where all output goes. */
  private PrintWriter printWriter() {
    return new PrintWriter(
        new Writer() {
          @Override
          public void write(char[] text, int from, int length) {
            terminal.print(new String(text, from, length));
          }

          @Override
          public void flush() {
            terminal.flush();
          }

          @Override
          public void close() {}
        },
        true);
  }
}
