package io.sextant.cli.describe;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Completion for bash 3.2 and newer. All that does not change stands in the script: a key press
 * starts no program, except where the answer is the server's.
 */
final class BashScript {
  private static final String FRAME =
      """
      # Completion of @NAME@ for bash, made by "@NAME@ completion bash".

      _@NAME@_live() {
        "${words[0]/#\\~/$HOME}" complete "$1" -- "${words[@]:1}" 2>/dev/null
      }

      _@NAME@() {
        local IFS=$' \\t\\n' line path=@NAME@ cur value flag lead= candidates= joined= kept nocase i
        local -a words
        line=${COMP_LINE:0:COMP_POINT}
        read -ra words <<<"$line"
        [[ $line == *[[:space:]] ]] && words+=("")
        cur=${words[${#words[@]} - 1]}
        for ((i = 1; i < ${#words[@]} - 1; i++)); do
          case "$path ${words[i]}" in
      @COMMANDS@
          esac
        done
        value=$cur
        flag=${words[${#words[@]} - 2]}
        if [[ $cur == --*=* ]]; then
          flag=${cur%%=*}
          value=${cur#*=}
          [[ $COMP_WORDBREAKS == *=* ]] || lead=$flag=
        fi
        COMPREPLY=()
        case "$path $flag" in
      @VALUES@
          *)
            if [[ $cur == -* ]]; then
              case $path in
      @FLAGS@
              esac
            else
              case $path in
      @ARGUMENTS@
              esac
            fi
            ;;
        esac
        # What the line editor takes for the word begins after the last colon.
        kept=0
        if [[ $value == *:* && $COMP_WORDBREAKS == *:* ]]; then
          i=${value##*:}
          kept=$((${#value} - ${#i}))
        fi
        # And the words of a list after its last comma.
        [[ $joined && $value == *,* ]] && joined=${value%,*}, || joined=
        value=${value#"$joined"}
        nocase=$(shopt -p nocasematch)
        shopt -s nocasematch
        for i in $candidates; do
          if [[ $i == "$value"* ]]; then
            i=$joined$i
            COMPREPLY+=("$lead${i:kept}")
          fi
        done
        $nocase
      }

      complete -F _@NAME@ @NAME@
      """;

  private BashScript() {}

  static String of(CommandTree root) {
    return FRAME
        .replace("@COMMANDS@", commands(root))
        .replace("@VALUES@", values(root))
        .replace("@FLAGS@", flags(root))
        .replace("@ARGUMENTS@", arguments(root))
        .replace("@NAME@", root.program());
  }

  private static String commands(CommandTree root) {
    List<String> cases = new ArrayList<>();
    root.all()
        .forEach(parent ->
            parent
                .commands()
                .forEach(child ->
                    cases.add(
                        "      "
                            + child.names().stream()
                                .map(name -> quote(parent.path() + " " + name))
                                .collect(Collectors.joining(" | "))
                            + ") path="
                            + quote(child.path())
                            + " ;;")));
    return String.join("\n", cases);
  }

  /** Flags with the same values share a case. */
  private static String values(CommandTree root) {
    Map<String, List<String>> cases = new LinkedHashMap<>();
    root.all()
        .forEach(command ->
            command.flags().stream()
                .filter(flag -> !(flag.values() instanceof Values.None))
                .forEach(flag ->
                    flag.names()
                        .forEach(name ->
                            cases
                                .computeIfAbsent(action(flag.values()), _ -> new ArrayList<>())
                                .add(quote(command.path() + " " + name)))));
    return cases.entrySet().stream()
        .map(entry ->
            "    " + String.join(" | \\\n      ", entry.getValue()) + ")\n" + entry.getKey())
        .collect(Collectors.joining("\n"));
  }

  private static String flags(CommandTree root) {
    return root.all()
        .map(command ->
            "          "
                + quote(command.path())
                + ")\n            candidates="
                + quote(
                    command.flags().stream()
                        .flatMap(flag -> flag.names().stream())
                        .collect(Collectors.joining(" ")))
                + "\n            ;;")
        .collect(Collectors.joining("\n"));
  }

  private static String arguments(CommandTree root) {
    return root.all()
        .filter(command -> !command.commands().isEmpty() || !command.arguments().isEmpty())
        .map(command -> "          " + quote(command.path()) + ")\n" + first(command))
        .collect(Collectors.joining("\n"));
  }

  private static String first(CommandTree command) {
    if (command.commands().isEmpty()) {
      return action(command.arguments().getFirst().values());
    }
    List<String> names =
        command.commands().stream().map(child -> child.names().getFirst()).toList();
    return action(new Values.Words(names));
  }

  private static String action(Values values) {
    String what =
        switch (values) {
          case Values.None _, Values.Text _ -> "return";
          case Values.Files _ ->
              """
              compopt -o filenames 2>/dev/null
                    IFS=$'\\n' COMPREPLY=($(compgen -f -- "$value"))
                    return\
              """;
          case Values.Words words -> "candidates=" + quote(String.join(" ", words.words()));
          case Values.Several several ->
              "candidates=" + quote(String.join(" ", several.words())) + " joined=yes";
          case Values.Live live -> "candidates=$(_@NAME@_live " + live.what() + ")";
        };
    return "      " + what + "\n      ;;";
  }

  private static String quote(String text) {
    return "\"" + text + "\"";
  }
}
