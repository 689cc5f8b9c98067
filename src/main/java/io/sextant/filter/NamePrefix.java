package io.sextant.filter;

import org.jspecify.annotations.Nullable;

/**
 * Names in a namespace.
 *
 * @param namespace null for any
 * @param prefix that the name begins with; empty for all names
 */
public record NamePrefix(@Nullable String namespace, String prefix) {
  private static final String DEFAULT = "default";

  /**
   * Reads {@code name} (in the namespace default), {@code namespace/name}, {@code namespace/} or
   * {@code /name} (in any). What follows a second slash is ignored, as Hubble does.
   */
  static NamePrefix parse(String field, String text) {
    if (text.isEmpty()) {
      throw InvalidFilterException.value(
          field, text, "is empty: give a name, namespace/name, namespace/ or /name");
    }
    String[] parts = text.split("/", -1);
    if (parts.length == 1) {
      return new NamePrefix(DEFAULT, text);
    }
    return new NamePrefix(parts[0].isEmpty() ? null : parts[0], parts[1]);
  }

  boolean fits(String otherNamespace, String name) {
    if (namespace != null && !namespace.equals(otherNamespace)) {
      return false;
    }
    return name.startsWith(prefix) && !(otherNamespace.isEmpty() && name.isEmpty());
  }
}
