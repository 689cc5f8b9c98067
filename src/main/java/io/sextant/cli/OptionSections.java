package io.sextant.cli;

import java.lang.reflect.Member;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.Ansi.IStyle;
import picocli.CommandLine.Help.Ansi.Text;
import picocli.CommandLine.Help.IParamLabelRenderer;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * The options of a command under headings, by what they are about. Of a filter that is there for
 * either end, for the source and for the destination, the help shows only the first: the heading
 * tells of the others.
 */
final class OptionSections {
  private static final String OWN = "Options";
  private static final String ENDS =
      "Filters by the ends of a flow; each is there as --from-... and --to-..., too";
  private static final Map<Class<?>, String> TITLES = titles();

  private OptionSections() {}

  /** Titles and their options; those of the command itself come first, the server's last. */
  static Map<String, List<OptionSpec>> of(CommandSpec command) {
    Map<String, List<OptionSpec>> sections = new LinkedHashMap<>();
    sections.put(OWN, new ArrayList<>());
    TITLES.values().forEach(title -> sections.put(title, new ArrayList<>()));
    for (OptionSpec option : command.options()) {
      if (!option.hidden()) {
        sections.computeIfAbsent(title(command, option), _ -> new ArrayList<>()).add(option);
      }
    }
    sections.values().removeIf(List::isEmpty);
    return sections;
  }

  /** Has the help of a command show them so. */
  static void show(CommandSpec command) {
    command
        .usageMessage()
        .sectionMap()
        .put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, OptionSections::text);
    command.usageMessage().optionListHeading("");
  }

  private static String text(Help help) {
    CommandSpec command = help.commandSpec();
    StringBuilder text = new StringBuilder();
    of(command)
        .forEach((title, options) -> {
          Help.Layout layout = help.createDefaultLayout();
          layout.addOptions(
              options.stream().filter(option -> !isOneEndOnly(command, option)).toList(),
              labels(help));
          text.append('\n').append(help.colorScheme().text("@|bold " + title + ":|@"));
          text.append('\n').append(layout);
        });
    return text.toString();
  }

  /** A switch takes a value, but people seldom give one. */
  private static IParamLabelRenderer labels(Help help) {
    IParamLabelRenderer usual = help.createDefaultParamLabelRenderer();
    return new IParamLabelRenderer() {
      @Override
      public Text renderParameterLabel(ArgSpec argument, Ansi ansi, List<IStyle> styles) {
        boolean isSwitch = argument.arity().min() == 0 && argument.hideParamSyntax();
        return isSwitch ? ansi.text("") : usual.renderParameterLabel(argument, ansi, styles);
      }

      @Override
      public String separator() {
        return usual.separator();
      }
    };
  }

  private static String title(CommandSpec command, OptionSpec option) {
    String name = name(option).replaceFirst("^(from|to)-", "");
    if (command.findOption("--from-" + name) != null) {
      return ENDS;
    }
    Class<?> origin =
        switch (option.userObject()) {
          case Member member -> member.getDeclaringClass();
          case Class<?> type -> type;
          case null, default -> Object.class;
        };
    return TITLES.getOrDefault(origin, OWN);
  }

  private static boolean isOneEndOnly(CommandSpec command, OptionSpec option) {
    String name = name(option);
    String either = name.replaceFirst("^(from|to)-", "");
    return !either.equals(name) && command.findOption("--" + either) != null;
  }

  private static String name(OptionSpec option) {
    return option.longestName().replaceFirst("^--", "");
  }

  private static Map<Class<?>, String> titles() {
    Map<Class<?>, String> titles = new LinkedHashMap<>();
    titles.put(SelectionOptions.class, "Selection");
    titles.put(QueryOption.class, "Query");
    titles.put(OptionSections.class, ENDS);
    titles.put(FilterOptions.class, "Other filters");
    titles.put(OutputOptions.class, "Output");
    titles.put(GroupingOptions.class, "Counting and sorting");
    titles.put(ServerOptions.class, "Server");
    titles.put(TlsOptions.class, "TLS");
    titles.put(PortForwardOptions.class, "Kubernetes");
    return titles;
  }
}
