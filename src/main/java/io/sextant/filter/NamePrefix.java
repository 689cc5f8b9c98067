package io.sextant.filter;

import io.sextant.flow.Endpoint;
import org.jspecify.annotations.Nullable;

/**
 * Names in a namespace.
 *
 * @param namespace null for any
 * @param prefix that the name begins with; empty for all names
 */
public record NamePrefix(@Nullable String namespace, String prefix) {
  private static final String DEFAULT = "default";

  public NamePrefix {
    namespace = namespace == null ? null : namespace.intern();
  }

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

  /** By the pod. Namespaces of endpoints are interned, as ours is: most are told by one look. */
  @SuppressWarnings("ReferenceEquality")
  boolean fits(Endpoint endpoint) {
    if (namespace != null && namespace != endpoint.namespace()) {
      return false;
    }
    return fits(endpoint.namespace(), endpoint.podName());
  }

  boolean fits(String otherNamespace, String name) {
    if (namespace != null && !namespace.equals(otherNamespace)) {
      return false;
    }
    return name.startsWith(prefix) && !(otherNamespace.isEmpty() && name.isEmpty());
  }
}
