package io.sextant.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Changes lines of a file of settings and leaves the others, comments above all, as they are. What
 * it writes only its owner may read: a password may be in it.
 */
final class SettingsEdit {
  private static final String PLAIN = "[A-Za-z0-9_./][A-Za-z0-9_./:@%+-]*";

  private final Path file;
  private final List<String> lines;

  private SettingsEdit(Path file, List<String> lines) {
    this.file = file;
    this.lines = lines;
  }

  static SettingsEdit of(Path file) {
    try {
      boolean exists = Files.exists(file);
      return new SettingsEdit(file, new ArrayList<>(exists ? Files.readAllLines(file) : List.of()));
    } catch (IOException e) {
      throw new CommandFailure(file + " cannot be read: " + e.getMessage());
    }
  }

  void put(Setting setting) {
    int at = cut(setting.key());
    lines.add(at, setting.key().text() + ": " + text(setting));
    write();
  }

  void remove(SettingKey key) {
    if (!lines.isEmpty()) {
      cut(key);
      write();
    }
  }

  void removeAll() {
    for (SettingKey key : SettingKey.values()) {
      cut(key);
    }
    if (!lines.isEmpty() || Files.exists(file)) {
      write();
    }
  }

  /** A scalar that YAML reads as this text. */
  static String quoted(String value) {
    boolean plain = value.matches(PLAIN) && !value.endsWith(":") && !value.equalsIgnoreCase("null");
    return plain ? value : "'" + value.replace("'", "''") + "'";
  }

  private static String text(Setting setting) {
    boolean list = setting.key().kind() == SettingKey.Kind.LIST;
    return setting.values().stream()
        .map(SettingsEdit::quoted)
        .collect(Collectors.joining(", ", list ? "[" : "", list ? "]" : ""));
  }

  /** Takes out a setting with the lines that its value goes on in; where it stood, or the end. */
  private int cut(SettingKey key) {
    int found = lines.size();
    for (int i = lines.size() - 1; i >= 0; i--) {
      if (lines.get(i).matches("[\"']?" + key.text() + "[\"']?\\s*:.*")) {
        lines.remove(i);
        while (i < lines.size() && lines.get(i).matches("(\\s+\\S|- ).*")) {
          lines.remove(i);
        }
        found = i;
      }
    }
    return found;
  }

  /** In one step: a reader sees the old file or the new one. */
  private void write() {
    try {
      Path folder = file.toAbsolutePath().getParent();
      Files.createDirectories(folder);
      Path fresh =
          Files.createTempFile(
              folder,
              ".config",
              ".yaml",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.write(fresh, lines);
      Files.move(fresh, target(), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new CommandFailure(file + " cannot be written: " + e.getMessage());
    }
  }

  /** Behind a link stands the file. */
  private Path target() throws IOException {
    return Files.isSymbolicLink(file) ? file.toRealPath() : file;
  }
}
