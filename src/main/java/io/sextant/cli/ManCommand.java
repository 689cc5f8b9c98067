package io.sextant.cli;

import io.sextant.cli.describe.ManPage;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code sextant man}. */
@Command(
    name = "man",
    header = "Print the manual page of all commands.",
    footer = {
      "",
      "Examples:",
      "  sextant man | man -l -",
      "  sextant man > /usr/local/share/man/man1/sextant.1"
    })
final class ManCommand implements Runnable {
  private final Terminal terminal;
  @Spec private @Nullable CommandSpec spec;

  ManCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void run() {
    Map<String, Map<String, String>> more = new LinkedHashMap<>();
    Map<String, String> queries = new LinkedHashMap<>();
    queries.put("TERM TERM, TERM OR TERM, -TERM, (TERM)", QueryHelp.RULES);
    queries.putAll(QueryHelp.fields());
    more.put("QUERIES", queries);
    more.put("ENVIRONMENT", environment());
    more.put("FILES", files());
    more.put("EXIT STATUS", exits());
    terminal.print(
        ManPage.of(CompletionCommand.tree(spec), Version.current(), Version.built(), more));
  }

  private static Map<String, String> environment() {
    Map<String, String> variables = new LinkedHashMap<>();
    for (SettingKey key : SettingKey.values()) {
      String otherwise = key.otherwise().isEmpty() ? "" : " Default: " + key.otherwise() + ".";
      variables.put(
          "SEXTANT_" + key.name() + ", HUBBLE_" + key.name(),
          "What --" + key.text() + " says when it is not given." + otherwise);
    }
    variables.put("SEXTANT_CONFIG, HUBBLE_CONFIG", "What --config says when it is not given.");
    variables.put("NO_COLOR", "If set, nothing is coloured unless --color always is given.");
    variables.put("SSL_CERT_FILE", "Authorities to trust instead of the system's, PEM.");
    return variables;
  }

  private static Map<String, String> files() {
    Map<String, String> files = new LinkedHashMap<>();
    files.put(
        "~/.config/sextant/config.yaml, ~/.sextant/config.yaml",
        "Settings: lines of the form key: value, whose keys are the flags without their dashes."
            + " The first of the two that is there counts. $XDG_CONFIG_HOME replaces ~/.config.");
    files.put(
        "~/.config/hubble/config.yaml, ~/.hubble/config.yaml",
        "Settings of the hubble command, for keys that are not in the file above.");
    return files;
  }

  private static Map<String, String> exits() {
    Map<String, String> exits = new LinkedHashMap<>();
    exits.put("0", "All went well; or whoever read the output went away.");
    exits.put("1", "Something is wrong, which one line on standard error tells.");
    exits.put("130", "Ctrl-C cut it short; what follows ends with 0 then.");
    return exits;
  }
}
