package io.sextant.manifest;

/**
 * What tells an object from all others.
 *
 * @param kind such as {@code Pod}
 * @param namespace or empty where the kind has none
 */
public record ObjectName(String kind, String namespace, String name) {
  /** As in {@code NetworkPolicy/shop/only-cart}, or {@code Node/worker-1}. */
  @Override
  public String toString() {
    return namespace.isEmpty() ? kind + "/" + name : kind + "/" + namespace + "/" + name;
  }
}
