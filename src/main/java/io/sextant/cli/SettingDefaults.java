package io.sextant.cli;

import java.util.Arrays;
import java.util.Optional;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * Gives the options that are not on the command line what is set elsewhere. After parsing, because
 * the file is named among the arguments, and filters take effect in the order that they are given.
 */
final class SettingDefaults {
  private static final String CONFIG = "--config";

  private SettingDefaults() {}

  /** Does nothing for a command that asks no server. */
  static void apply(ParseResult parsed, Terminal terminal) {
    ParseResult last = parsed;
    while (last.hasSubcommand()) {
      last = last.subcommand();
    }
    if (last.commandSpec().findOption("--server") == null) {
      return;
    }
    Settings settings = Settings.load(terminal, last.matchedOptionValue(CONFIG, ""));
    for (OptionSpec option : last.commandSpec().options()) {
      if (!last.hasMatchedOption(option)) {
        SettingKey.named(option.longestName().substring(Math.min(2, option.longestName().length())))
            .flatMap(settings::get)
            .ifPresent(setting -> set(option, setting));
      }
    }
  }

  private static void set(OptionSpec option, Setting setting) {
    switch (setting.key().kind()) {
      case FILTERS -> setting.values().forEach(option::setValue);
      case LIST -> option.setValue(setting.values());
      case PORT -> option.setValue(Integer.valueOf(setting.text()));
      case SWITCH -> option.setValue(SettingKey.on(setting.source(), setting.text()));
      case ADDRESS, DURATION, SECRET, TEXT -> option.setValue(word(option, setting.text()));
    }
  }

  /** The text, or the constant that it names. */
  private static Object word(OptionSpec option, String text) {
    Object[] constants = option.type().getEnumConstants();
    Optional<Object> constant =
        Arrays.stream(constants == null ? new Object[0] : constants)
            .filter(one -> one.toString().equalsIgnoreCase(text))
            .findFirst();
    return constant.orElse(text);
  }
}
