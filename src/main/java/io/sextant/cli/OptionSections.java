package io.sextant.cli;

import java.lang.reflect.Member;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The options of a command under headings, by what they are about. */
final class OptionSections {
  private static final String OWN = "Options";
  private static final Map<Class<?>, String> TITLES = titles();

  private OptionSections() {}

  /** Titles and their options; those of the command itself come first, the server's last. */
  static Map<String, List<OptionSpec>> of(CommandSpec command) {
    Map<String, List<OptionSpec>> sections = new LinkedHashMap<>();
    sections.put(OWN, new ArrayList<>());
    TITLES.values().forEach(title -> sections.put(title, new ArrayList<>()));
    for (OptionSpec option : command.options()) {
      if (!option.hidden()) {
        String title = TITLES.getOrDefault(origin(option), OWN);
        sections.computeIfAbsent(title, _ -> new ArrayList<>()).add(option);
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
          layout.addOptions(options, help.createDefaultParamLabelRenderer());
          text.append(System.lineSeparator())
              .append(help.colorScheme().text("@|bold " + title + ":|@"))
              .append(System.lineSeparator())
              .append(layout);
        });
    return text.toString();
  }

  private static Class<?> origin(OptionSpec option) {
    return switch (option.userObject()) {
      case Member member -> member.getDeclaringClass();
      case Class<?> type -> type;
      case null, default -> Object.class;
    };
  }

  private static Map<Class<?>, String> titles() {
    Map<Class<?>, String> titles = new LinkedHashMap<>();
    titles.put(SelectionOptions.class, "Which flows");
    titles.put(FilterOptions.class, "Filters");
    titles.put(OutputOptions.class, "Output");
    titles.put(ServerOptions.class, "Server");
    titles.put(TlsOptions.class, "TLS");
    titles.put(PortForwardOptions.class, "Kubernetes");
    return titles;
  }
}
