package io.sextant.cli;

import java.util.List;

/**
 * A value that was set somewhere.
 *
 * @param key what it sets
 * @param values one text, or the elements of a list
 * @param source variable, or file and line
 */
record Setting(SettingKey key, List<String> values, String source) {
  Setting {
    values = List.copyOf(values);
  }

  void check() {
    values.forEach(value -> key.check(source, value));
  }

  String text() {
    return String.join(",", values);
  }

  /** Nothing that opens a door gets printed. */
  @Override
  public String toString() {
    return key.text() + "=" + (key.kind() == SettingKey.Kind.SECRET ? "…" : text());
  }
}
