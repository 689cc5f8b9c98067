package io.sextant.cli;

import io.sextant.flow.Nearest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sextant config}: what is set outside of the command line, and where. */
@Command(
    name = "config",
    header = "Show and change the settings of this command line.",
    description = {
      "",
      "What counts is, in this order: the flag, the variable SEXTANT_..., the variable HUBBLE_...,"
          + " the file sextant/config.yaml of the user, the file hubble/config.yaml, the default.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  sextant config set server relay.example:4245",
      "  sextant config set tls true",
      "  sextant config view"
    })
final class ConfigCommand {
  private static final String HIDDEN = "********";

  private final Terminal terminal;

  ConfigCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  /** Which file. */
  static final class FileOption {
    @Option(
        names = "--config",
        paramLabel = "FILE",
        description = "File to read and change instead of the user's sextant/config.yaml.")
    private String file = "";
  }

  @Command(
      name = "view",
      header = "Show all settings, and where those come from that are set.",
      description = {"", "A password is not shown; sextant config get shows it.", ""})
  void view(@Mixin FileOption option) {
    Settings settings = Settings.load(terminal, option.file);
    for (SettingKey key : SettingKey.values()) {
      Optional<Setting> setting = settings.get(key);
      String line = key.text() + ": " + shown(key, value(key, setting));
      terminal.println(setting.map(found -> line + " # " + found.source()).orElse(line));
    }
  }

  @Command(name = "get", header = "Show one setting, or all.")
  void get(
      @Mixin FileOption option,
      @Parameters(paramLabel = "KEY", arity = "0..1", description = "The setting.")
          @Nullable String name) {
    if (name == null) {
      view(option);
      return;
    }
    SettingKey key = key(name);
    terminal.println(value(key, Settings.load(terminal, option.file).get(key)));
  }

  @Command(
      name = "set",
      header = "Write one setting into the file; without a value, take it out.",
      description = {"", "Several values of one setting are separated by commas.", ""})
  void set(
      @Mixin FileOption option,
      @Parameters(index = "0", paramLabel = "KEY", description = "The setting.") String name,
      @Parameters(index = "1", paramLabel = "VALUE", arity = "0..1", description = "Its value.")
          @Nullable String value) {
    SettingKey key = key(name);
    SettingsEdit edit = SettingsEdit.of(Settings.ownFile(terminal, option.file));
    if (value == null) {
      edit.remove(key);
      return;
    }
    Setting setting = new Setting(key, key.split(value), name);
    setting.check();
    edit.put(setting);
  }

  @Command(name = "reset", header = "Take one setting out of the file, or all.")
  void reset(
      @Mixin FileOption option,
      @Parameters(paramLabel = "KEY", arity = "0..1", description = "The setting.")
          @Nullable String name) {
    SettingsEdit edit = SettingsEdit.of(Settings.ownFile(terminal, option.file));
    if (name == null) {
      edit.removeAll();
    } else {
      edit.remove(key(name));
    }
  }

  private static SettingKey key(String name) {
    return SettingKey.named(name)
        .orElseThrow(() ->
            new CommandFailure(
                "\""
                    + name
                    + "\" is no setting"
                    + Nearest.to(name, SettingKey.names())
                        .map(near -> "; did you mean " + near + "?")
                        .orElse(": give one of " + SettingKey.list())));
  }

  private static String value(SettingKey key, Optional<Setting> setting) {
    return setting.map(Setting::text).orElse(key.otherwise());
  }

  private static String shown(SettingKey key, String value) {
    boolean secret = key.kind() == SettingKey.Kind.SECRET && !value.isEmpty();
    return SettingsEdit.quoted(secret ? HIDDEN : value);
  }
}
