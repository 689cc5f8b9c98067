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
 * The options of {@code observe} and of the commands below it under headings. Of a filter that is
 * there for either end, for the source and for the destination, only the first is shown: the
 * heading tells of the others.
 */
final class ObserveHelp {
  private static final String ENDS =
      "Filters by the ends of a flow; each is there as --from-... and --to-..., too";
  private static final String OTHER = "Other";
  private static final Map<Class<?>, String> TITLES = titles();

  private ObserveHelp() {}

  static void show(CommandSpec command) {
    command.usageMessage().optionListHeading("");
    command
        .usageMessage()
        .sectionMap()
        .put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, ObserveHelp::text);
  }

  private static String text(Help help) {
    StringBuilder text = new StringBuilder();
    sections(help.commandSpec())
        .forEach((title, options) -> {
          Help.Layout layout = help.createDefaultLayout();
          layout.addOptions(options, labels(help));
          text.append(title).append(":\n").append(layout).append('\n');
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

  private static Map<String, List<OptionSpec>> sections(CommandSpec command) {
    Map<String, List<OptionSpec>> sections = new LinkedHashMap<>();
    for (String title : TITLES.values()) {
      sections.put(title, new ArrayList<>());
    }
    for (OptionSpec option : command.options()) {
      if (!isOneEndOnly(command, option)) {
        sections.computeIfAbsent(title(command, option), _ -> new ArrayList<>()).add(option);
      }
    }
    sections.values().removeIf(List::isEmpty);
    return sections;
  }

  private static String title(CommandSpec command, OptionSpec option) {
    if (command.findOption("--from-" + name(option)) != null) {
      return ENDS;
    }
    Class<?> origin =
        switch (option.userObject()) {
          case Member member -> member.getDeclaringClass();
          case Class<?> type -> type;
          case null, default -> ObserveCommand.class;
        };
    return TITLES.getOrDefault(origin, OTHER);
  }

  private static boolean isOneEndOnly(CommandSpec command, OptionSpec option) {
    String name = name(option);
    String either = name.replaceFirst("^(from|to)-", "");
    return !either.equals(name) && command.findOption("--" + either) != null;
  }

  private static String name(OptionSpec option) {
    String longest = option.longestName();
    return longest.startsWith("--") ? longest.substring(2) : longest;
  }

  private static Map<Class<?>, String> titles() {
    Map<Class<?>, String> titles = new LinkedHashMap<>();
    titles.put(SelectionOptions.class, "Selection");
    titles.put(ObserveHelp.class, ENDS);
    titles.put(FilterOptions.class, "Other filters");
    titles.put(OutputOptions.class, "Output");
    titles.put(GroupingOptions.class, "Counting and sorting");
    titles.put(ServerOptions.class, "Server");
    titles.put(ObserveCommand.class, OTHER);
    return titles;
  }
}
