package io.sextant.cli.describe;

import java.util.ArrayList;
import java.util.List;

/** Completion for fish 3 and newer, with descriptions. */
final class FishScript {
  private static final String FRAME =
      """
      # Completion of @NAME@ for fish, made by "@NAME@ completion fish".

      function __@NAME@_at
          set -l path @NAME@
          for word in (commandline -opc)[2..]
              switch "$path $word"
      @COMMANDS@
              end
          end
          test "$path" = "$argv"
      end

      function __@NAME@_live
          set -l words (commandline -opc) (commandline -ct)
          eval (string escape -- (string replace -r '^~' $HOME -- $words[1])) complete $argv -- \\
              (string escape -- $words[2..]) 2>/dev/null
      end

      complete -c @NAME@ -f
      """;

  private FishScript() {}

  static String of(CommandTree root) {
    List<String> commands = new ArrayList<>();
    root.all()
        .forEach(parent ->
            parent
                .commands()
                .forEach(child ->
                    child
                        .names()
                        .forEach(name -> {
                          commands.add("            case " + quote(parent.path() + " " + name));
                          commands.add("                set path " + quote(child.path()));
                        })));
    StringBuilder script =
        new StringBuilder(FRAME.replace("@COMMANDS@", String.join("\n", commands)));
    root.all().forEach(command -> add(script, command));
    return script.toString().replace("@NAME@", root.program());
  }

  private static void add(StringBuilder script, CommandTree command) {
    String head = "complete -c @NAME@ -n " + quote("__@NAME@_at " + command.path());
    for (CommandTree child : command.commands()) {
      String name = child.names().getFirst();
      script.append(head).append(" -a ").append(quote(name));
      script.append(" -d ").append(quote(child.header())).append('\n');
    }
    for (Flag argument : command.arguments()) {
      script.append(head).append(values(argument.values())).append('\n');
    }
    for (Flag flag : command.flags()) {
      script.append(head);
      flag.names()
          .forEach(name ->
              script
                  .append(name.startsWith("--") ? " -l " : " -s ")
                  .append(name.replaceFirst("^-+", "")));
      script.append(values(flag.values())).append(" -d ").append(quote(flag.text())).append('\n');
    }
  }

  private static String values(Values values) {
    return switch (values) {
      case Values.None _ -> "";
      case Values.Text _ -> " -x";
      case Values.Files _ -> " -r -F";
      case Values.Words words -> " -x -a " + quote(String.join(" ", words.words()));
      case Values.Several several ->
          " -x -a "
              + quote(
                  "(__fish_complete_list , 'printf %s\\n "
                      + String.join(" ", several.words())
                      + "')");
      case Values.Live live -> " -x -a " + quote("(__@NAME@_live " + live.what() + ")");
    };
  }

  private static String quote(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
