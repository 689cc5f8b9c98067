package io.sextant.cli.describe;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * A command with those below it, as texts need it.
 *
 * @param path its name behind those of the commands above, such as {@code sextant list nodes}
 * @param names its name and its aliases
 * @param header one line, what it does
 * @param description more lines
 * @param sections titles, and the flags under each
 * @param arguments what it takes without a flag
 * @param commands below it; hidden ones are left out
 * @param footer lines after all, examples mostly
 */
public record CommandTree(
    String path,
    List<String> names,
    String header,
    List<String> description,
    Map<String, List<Flag>> sections,
    List<Flag> arguments,
    List<CommandTree> commands,
    List<String> footer) {

  /** The flags of a command under the titles that its help has. */
  public interface Sections extends Function<CommandSpec, Map<String, List<OptionSpec>>> {}

  /**
   * All of a program.
   *
   * @param command its root
   * @param known values by name of flag or label of argument, where the model has none
   */
  public static CommandTree of(CommandSpec command, Sections sections, Map<String, Values> known) {
    return of(command, command.name(), sections, known);
  }

  private static CommandTree of(
      CommandSpec command, String path, Sections sections, Map<String, Values> known) {
    Map<String, List<Flag>> flags = new LinkedHashMap<>();
    sections
        .apply(command)
        .forEach((title, options) ->
            flags.put(title, options.stream().map(option -> Flag.of(option, known)).toList()));
    List<CommandTree> below = new ArrayList<>();
    command.subcommands().values().stream()
        .distinct()
        .map(CommandLine::getCommandSpec)
        .filter(child -> !child.usageMessage().hidden())
        .forEach(child -> below.add(of(child, path + " " + child.name(), sections, known)));
    List<String> names = new ArrayList<>(List.of(command.name()));
    names.addAll(Arrays.asList(command.aliases()));
    UsageMessageSpec texts = command.usageMessage();
    return new CommandTree(
        path,
        List.copyOf(names),
        String.join(" ", texts.header()).strip(),
        List.of(texts.description()),
        flags,
        command.positionalParameters().stream()
            .filter(argument -> !argument.hidden())
            .map(argument -> Flag.of(argument, known))
            .toList(),
        below,
        List.of(texts.footer()));
  }

  List<Flag> flags() {
    return sections.values().stream().flatMap(List::stream).toList();
  }

  /** Whether it is more than a name for those below it. */
  boolean doesSomething() {
    return commands.isEmpty()
        || flags().stream().anyMatch(flag -> !flag.names().contains("--help"));
  }

  /** This one, and all below it. */
  Stream<CommandTree> all() {
    return Stream.concat(Stream.of(this), commands.stream().flatMap(CommandTree::all));
  }

  /** The name of the program. */
  String program() {
    return path.split(" ", 2)[0];
  }
}
