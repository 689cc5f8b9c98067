package io.sextant.cli.describe;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The manual page of all commands, in the man macros of roff. */
public final class ManPage {
  private final StringBuilder text = new StringBuilder();

  private final Set<Section> shared;

  /** Flags that several commands have alike stand on the page once. */
  private record Section(String title, List<Flag> flags) {}

  private ManPage(CommandTree root) {
    Map<Section, Long> uses =
        root.all()
            .flatMap(ManPage::sections)
            .filter(section -> section.flags().size() > 1)
            .collect(
                Collectors.groupingBy(
                    section -> section, LinkedHashMap::new, Collectors.counting()));
    uses.values().removeIf(count -> count < 2);
    shared = uses.keySet();
  }

  /**
   * Writes the whole page.
   *
   * @param version of the program
   * @param date of the build, as 2026-01-31
   * @param more titles of sections at the end, and what they list: a term, and its explanation
   */
  public static String of(
      CommandTree root, String version, String date, Map<String, Map<String, String>> more) {
    ManPage page = new ManPage(root);
    String name = root.program();
    page.text.append(".TH ").append(name.toUpperCase(Locale.ROOT)).append(" 1 ").append(date);
    page.text.append(" \"").append(name).append(' ').append(version).append("\"\n");
    page.macro("SH", "NAME");
    page.line(name + " - " + lowerCase(root.header()));
    page.macro("SH", "SYNOPSIS");
    root.all().filter(CommandTree::doesSomething).forEach(page::synopsis);
    page.macro("SH", "COMMANDS");
    root.commands().stream().flatMap(CommandTree::all).forEach(page::command);
    page.shared.forEach(section -> {
      page.macro("SH", section.title().toUpperCase(Locale.ROOT) + " OPTIONS");
      section.flags().forEach(page::flag);
    });
    more.forEach(page::list);
    return page.text.toString();
  }

  private void synopsis(CommandTree command) {
    text.append(text.toString().endsWith(".SH \"SYNOPSIS\"\n") ? ".B " : ".br\n.B ")
        .append(escape(command.path()))
        .append('\n');
    List<String> rest = new ArrayList<>();
    if (!command.flags().isEmpty()) {
      rest.add("[\\fIOPTIONS\\fR]");
    }
    command.arguments().forEach(argument -> rest.add(argument(argument)));
    if (!rest.isEmpty()) {
      text.append(String.join(" ", rest)).append('\n');
    }
  }

  private static String argument(Flag argument) {
    String label = "\\fI" + escape(argument.label()) + "\\fR" + (argument.repeats() ? "..." : "");
    return argument.optional() ? "[" + label + "]" : label;
  }

  private void command(CommandTree command) {
    macro("SS", String.join(", ", paths(command)));
    line(command.header());
    paragraphs(command.description());
    command.arguments().forEach(this::flag);
    sections(command).filter(section -> !shared.contains(section)).forEach(this::section);
    String elsewhere =
        sections(command)
            .filter(shared::contains)
            .map(section -> section.title().toUpperCase(Locale.ROOT) + " OPTIONS")
            .collect(Collectors.joining(", "));
    if (!elsewhere.isEmpty()) {
      macro("PP");
      line("And those under " + elsewhere + ".");
    }
    footer(command.footer());
  }

  private void section(Section section) {
    macro("PP");
    text.append(".B ").append(escape(section.title())).append('\n');
    section.flags().forEach(this::flag);
  }

  private static Stream<Section> sections(CommandTree command) {
    return command.sections().entrySet().stream()
        .map(entry -> new Section(entry.getKey(), entry.getValue()));
  }

  private static List<String> paths(CommandTree command) {
    String above = command.path().substring(0, command.path().lastIndexOf(' ') + 1);
    return command.names().stream().map(name -> above + name).toList();
  }

  private void flag(Flag flag) {
    macro("TP");
    String names =
        flag.names().stream()
            .map(name -> "\\fB" + escape(name) + "\\fR")
            .collect(Collectors.joining(", "));
    String label = flag.label().isEmpty() ? "" : "\\fI" + escape(flag.label()) + "\\fR";
    text.append(names).append(flag.isArgument() || label.isEmpty() ? "" : " ").append(label);
    text.append('\n');
    line(flag.text());
  }

  private void paragraphs(List<String> lines) {
    for (String one : lines) {
      if (!one.isBlank()) {
        macro("PP");
        line(one);
      }
    }
  }

  /** Lines that are indented are examples, and stay as they are. */
  private void footer(List<String> lines) {
    boolean example = false;
    for (String one : lines) {
      boolean indented = one.startsWith("  ");
      if (example != indented) {
        text.append(indented ? ".PP\n.RS 4\n.nf\n" : ".fi\n.RE\n");
        example = indented;
      }
      if (!one.isBlank()) {
        text.append(indented ? "" : ".PP\n");
        line(one.strip());
      }
    }
    text.append(example ? ".fi\n.RE\n" : "");
  }

  private void list(String title, Map<String, String> entries) {
    macro("SH", title);
    entries.forEach((term, explanation) -> {
      macro("TP");
      text.append("\\fB").append(escape(term)).append("\\fR\n");
      line(explanation);
    });
  }

  private void macro(String name, String... arguments) {
    text.append('.').append(name);
    for (String argument : arguments) {
      text.append(" \"").append(escape(argument).replace("\"", "\\(dq")).append('"');
    }
    text.append('\n');
  }

  private void line(String content) {
    String escaped = escape(content);
    boolean control = escaped.startsWith(".") || escaped.startsWith("'");
    text.append(control ? "\\&" : "").append(escaped).append('\n');
  }

  private static String escape(String content) {
    return content
        .replace("\\", "\\(rs")
        .replace("-", "\\-")
        .replace("…", "...")
        .replace("µ", "\\(mc");
  }

  private static String lowerCase(String sentence) {
    return Character.toLowerCase(sentence.charAt(0))
        + sentence.substring(1).replaceFirst("\\.$", "");
  }
}
