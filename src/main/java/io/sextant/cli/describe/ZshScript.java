package io.sextant.cli.describe;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Completion for zsh, with descriptions: one function per command. */
final class ZshScript {
  private static final String FRAME =
      """
      #compdef @NAME@
      # Completion of @NAME@ for zsh, made by "@NAME@ completion zsh".

      _@NAME@_live() {
        local -a values
        values=(${(f)"$(${_@NAME@_words[1]/#\\~/$HOME} complete $1 -- ${_@NAME@_words[2,-1]} 2>/dev/null)"})
        compadd -a values
      }

      """;
  private static final String END =
      """
      if [[ $funcstack[1] == _@NAME@ ]]; then
        local -a _@NAME@_words=("${(@)words[1,CURRENT]}")
        _@NAME@_at_@NAME@ "$@"
      else
        _@NAME@() {
          local -a _@NAME@_words=("${(@)words[1,CURRENT]}")
          _@NAME@_at_@NAME@ "$@"
        }
        compdef _@NAME@ @NAME@
      fi
      """;

  private ZshScript() {}

  static String of(CommandTree root) {
    return (FRAME
            + root.all().map(ZshScript::function).collect(Collectors.joining("\n"))
            + "\n"
            + END)
        .replace("@NAME@", root.program());
  }

  private static String function(CommandTree command) {
    StringBuilder text = new StringBuilder(name(command)).append("() {\n");
    List<CommandTree> below = command.commands();
    if (!below.isEmpty()) {
      text.append("  local curcontext=\"$curcontext\" state line\n  local -a commands=(\n");
      below.forEach(child ->
          text.append("    ")
              .append(quote(child.names().getFirst() + ":" + child.header()))
              .append('\n'));
      text.append("  )\n");
    }
    text.append("  _arguments -s -S").append(below.isEmpty() ? "" : " -C");
    command.flags().forEach(flag -> text.append(" \\\n    ").append(flag(flag)));
    if (below.isEmpty()) {
      command.arguments().forEach(one -> text.append(" \\\n    ").append(argument(one)));
    } else {
      text.append(" \\\n    '1: :{_describe command commands}' \\\n    '*:: :->rest'\n");
      text.append("  [[ $state == rest ]] || return 0\n  case $words[1] in\n");
      below.forEach(child ->
          text.append("    ")
              .append(String.join(" | ", child.names()))
              .append(") ")
              .append(name(child))
              .append(" ;;\n"));
      text.append("  esac");
    }
    return text.append("\n}\n").toString();
  }

  private static String name(CommandTree command) {
    return "_@NAME@_at_" + command.path().replace(' ', '_').replace('-', '_');
  }

  /** A spec of {@code _arguments}; long names may be joined to the value, and short ones. */
  private static String flag(Flag flag) {
    boolean bare = flag.values() instanceof Values.None;
    String names =
        flag.names().stream()
            .map(name -> bare ? name : name + (name.startsWith("--") ? "=" : "+"))
            .collect(Collectors.joining(","));
    String prefix = flag.names().size() == 1 ? "'*'" + names : "'*'{" + names + "}";
    String value = bare ? "" : ":" + flag.label().toLowerCase(Locale.ROOT).replace(":", "\\:");
    return prefix + quote("[" + escape(flag.text()) + "]" + value + action(flag.values()));
  }

  private static String argument(Flag argument) {
    String label = argument.label().toLowerCase(Locale.ROOT);
    return quote((argument.repeats() ? "*:" : ":") + label + action(argument.values()));
  }

  private static String action(Values values) {
    return switch (values) {
      case Values.None _ -> "";
      case Values.Text _ -> ": ";
      case Values.Files _ -> ":_files";
      case Values.Words words ->
          ":("
              + words.words().stream()
                  .map(word -> word.replace(":", "\\:"))
                  .collect(Collectors.joining(" "))
              + ")";
      case Values.Several several -> ":_sequence compadd - " + String.join(" ", several.words());
      case Values.Live live -> ":{_@NAME@_live " + live.what() + "}";
    };
  }

  private static String escape(String text) {
    return text.replaceAll("([\\[\\]:\\\\])", "\\\\$1");
  }

  private static String quote(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }
}
