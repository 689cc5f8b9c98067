package io.sextant.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is set outside of the command line: by variables, then by our file, then by Hubble's. Files
 * are looked for in the user's folders only: one that happens to lie in the working directory must
 * not choose whom we send a password to.
 */
final class Settings {
  private static final List<String> PREFIXES = List.of("SEXTANT_", "HUBBLE_");

  private final Map<SettingKey, Setting> set;
  private final List<Path> files;

  private Settings(Map<SettingKey, Setting> set, List<Path> files) {
    this.set = set;
    this.files = files;
  }

  /**
   * @param named the file of {@code --config}, empty if that is not given
   */
  static Settings load(Terminal terminal, String named) {
    Map<SettingKey, Setting> set = new EnumMap<>(SettingKey.class);
    List<Path> files = files(terminal, named);
    for (Path file : files) {
      SettingsFile.read(file, terminal).forEach(setting -> set.putIfAbsent(setting.key(), setting));
    }
    for (SettingKey key : SettingKey.values()) {
      fromEnvironment(terminal, key).ifPresent(setting -> set.put(key, setting));
    }
    set.values().forEach(Setting::check);
    return new Settings(set, files);
  }

  Optional<Setting> get(SettingKey key) {
    return Optional.ofNullable(set.get(key));
  }

  /** The files that were read, the strongest first. */
  List<Path> files() {
    return files;
  }

  /** The file that changes go to, which need not exist. */
  static Path ownFile(Terminal terminal, String named) {
    String name = named.isEmpty() ? variable(terminal, "CONFIG").orElse("") : named;
    return name.isEmpty() ? folders(terminal, "sextant").getFirst() : Path.of(name);
  }

  private static List<Path> files(Terminal terminal, String named) {
    String name = named.isEmpty() ? variable(terminal, "CONFIG").orElse("") : named;
    if (!name.isEmpty()) {
      Path file = Path.of(name);
      if (!Files.isReadable(file)) {
        throw new CommandFailure("--config: cannot read " + file);
      }
      return List.of(file);
    }
    List<Path> found = new ArrayList<>();
    for (String program : List.of("sextant", "hubble")) {
      folders(terminal, program).stream()
          .filter(Files::isRegularFile)
          .findFirst()
          .ifPresent(found::add);
    }
    return found;
  }

  private static List<Path> folders(Terminal terminal, String program) {
    String home = terminal.environment("HOME", "");
    String config =
        terminal.environment("XDG_CONFIG_HOME", home.isEmpty() ? "" : home + "/.config");
    List<Path> places = new ArrayList<>();
    if (!config.isEmpty()) {
      places.add(Path.of(config, program, "config.yaml"));
    }
    if (!home.isEmpty()) {
      places.add(Path.of(home, "." + program, "config.yaml"));
    }
    return places;
  }

  private static Optional<Setting> fromEnvironment(Terminal terminal, SettingKey key) {
    return PREFIXES.stream()
        .map(prefix -> prefix + key.name())
        .filter(name -> !terminal.environment(name, "").isEmpty())
        .map(name -> new Setting(key, key.split(terminal.environment(name, "")), name))
        .findFirst();
  }

  private static Optional<String> variable(Terminal terminal, String name) {
    return PREFIXES.stream()
        .map(prefix -> terminal.environment(prefix + name, ""))
        .filter(value -> !value.isEmpty())
        .findFirst();
  }
}
