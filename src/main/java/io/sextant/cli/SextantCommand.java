package io.sextant.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;

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
  private static final Set<String> ABOUT_OTHERS = Set.of("completion", "help", "man");

  private final Terminal terminal;
  private final CommandLine commandLine;

  /** Built when needed: to read the annotations of all would double the time to the first row. */
  private final Map<String, Supplier<CommandLine>> commands = new LinkedHashMap<>();

  @Option(names = "--version", description = "Show which version this is.")
  private boolean version;

  private SextantCommand(Terminal terminal) {
    this.terminal = terminal;
    this.commandLine = new CommandLine(this);
    commands.put("observe", () -> ObserveCommand.commandLine(terminal));
    commands.put("status", () -> new CommandLine(new StatusCommand(terminal)));
    commands.put("list", () -> new CommandLine(new ListCommand(terminal)));
    commands.put("watch", () -> new CommandLine(new WatchCommand(terminal)));
    commands.put("record", () -> new CommandLine(new RecordCommand(terminal)));
    commands.put("decode", () -> new CommandLine(new DecodeCommand(terminal)));
    commands.put("policy", () -> PolicyCommand.commandLine(terminal));
    commands.put("reflect", () -> new CommandLine(new ReflectCommand(terminal)));
    commands.put("config", () -> new CommandLine(new ConfigCommand(terminal)));
    commands.put("version", () -> new CommandLine(new VersionCommand(terminal)));
    commands.put("complete", () -> new CommandLine(new CompleteCommand(terminal)));
    commands.put("completion", () -> new CommandLine(new CompletionCommand(terminal)));
    commands.put("man", () -> new CommandLine(new ManCommand(terminal)));
    commands.put("help", SextantCommand::help);
    prepare(commandLine);
  }

  /** The command line of this process. */
  public static SextantCommand ofProcess() {
    return new SextantCommand(Terminal.ofProcess());
  }

  static SextantCommand on(Terminal terminal) {
    return new SextantCommand(terminal);
  }

  /**
   * Adds a command that is not about an observer's answers.
   *
   * @param command called when the command is needed
   */
  public SextantCommand with(String name, Supplier<?> command) {
    commands.put(name, () -> new CommandLine(command.get()));
    return this;
  }

  /** Runs one command and returns the exit code. */
  public int execute(String... given) {
    String[] arguments = GlobalFlags.behind(given);
    build(arguments);
    Help.Ansi ansi = terminal.colors() ? Help.Ansi.ON : Help.Ansi.OFF;
    int code =
        commandLine
            .setOverwrittenOptionsAllowed(true)
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setColorScheme(Help.defaultColorScheme(ansi))
            .setParameterExceptionHandler((e, _) -> failed(ParameterTrouble.explain(e)))
            .setExecutionExceptionHandler((e, _, _) -> failed(e))
            .setExecutionStrategy(this::run)
            .setOut(printWriter())
            .execute(arguments);
    try {
      terminal.flush();
    } catch (Terminal.ReaderGone e) {
      return 0;
    } catch (CommandFailure e) {
      return failed(String.valueOf(e.getMessage()));
    }
    return code;
  }

  @Override
  public void run() {
    if (version) {
      new VersionCommand(terminal).run();
      return;
    }
    commandLine.usage(commandLine.getOut());
  }

  private int run(ParseResult parsed) {
    Integer help = CommandLine.executeHelpRequest(parsed);
    if (help != null) {
      return help;
    }
    try {
      SettingDefaults.apply(parsed, terminal);
    } catch (CommandFailure e) {
      return failed(String.valueOf(e.getMessage()));
    }
    return new CommandLine.RunLast().execute(parsed);
  }

  /**
   * The command that is called for; all of them where one is about the others, or none is named.
   */
  private void build(String... arguments) {
    String named =
        Arrays.stream(arguments).filter(word -> !word.startsWith("-")).findFirst().orElse("");
    boolean alone = commands.containsKey(named) && !ABOUT_OTHERS.contains(named);
    commands.forEach((name, command) -> {
      if (!alone || name.equals(named)) {
        CommandLine built = command.get();
        prepare(built);
        commandLine.addSubcommand(name, built);
      }
    });
  }

  private static CommandLine help() {
    CommandLine help = new CommandLine(new CommandLine.HelpCommand());
    help.getCommandSpec().usageMessage().header("Show the help of a command.").description();
    return help;
  }

  private static void prepare(CommandLine command) {
    CommandSpec spec = command.getCommandSpec();
    if (spec.findOption("--help") == null && !spec.helpCommand()) {
      spec.addOption(
          OptionSpec.builder("-h", "--help")
              .usageHelp(true)
              .description("Show this help.")
              .build());
    }
    OptionSections.show(spec);
    UsageMessageSpec texts = spec.usageMessage();
    texts.abbreviateSynopsis(true);
    texts.description(withoutBlankEnd(texts.description()));
    texts.parameterListHeading("%nArguments:%n");
    texts.commandListHeading("%nCommands:%n");
    command.getSubcommands().values().forEach(SextantCommand::prepare);
  }

  /** The headings have their own distance. */
  private static String[] withoutBlankEnd(String[] lines) {
    int end = lines.length;
    while (end > 0 && lines[end - 1].isBlank()) {
      end--;
    }
    return Arrays.copyOf(lines, end);
  }

  private int failed(Exception e) throws Exception {
    return switch (e) {
      case Terminal.ReaderGone _ -> 0;
      case CommandFailure failure -> failed(failure);
      case IOException failure -> failed(String.valueOf(failure.getMessage()));
      default -> throw e;
    };
  }

  private int failed(CommandFailure failure) {
    int status = failed(String.valueOf(failure.getMessage()));
    failure.details().forEach(line -> terminal.complain("  " + Escape.text(line)));
    return status;
  }

  private int failed(String line) {
    terminal.complain("sextant: " + Escape.text(line));
    return FAILED;
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
