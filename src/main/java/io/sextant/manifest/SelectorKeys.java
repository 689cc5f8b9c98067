package io.sextant.manifest;

import io.sextant.manifest.Value.Scalar;

/** Keys of selectors as keys of the labels that identities have. */
final class SelectorKeys {
  private static final String KUBERNETES = "k8s:";
  private static final String ANY = "any:";
  static final String RESERVED = "reserved:";
  static final String OF_NAMESPACES = "k8s:io.cilium.k8s.namespace.labels.";

  private SelectorKeys() {}

  /** Of a pod's labels. */
  static String ofPod(Place place, String key) {
    return KUBERNETES + Naming.labelKey(place, key);
  }

  /** Of a namespace's labels. */
  static String ofNamespace(Place place, String key) {
    return OF_NAMESPACES + Naming.labelKey(place, key);
  }

  /** With the source in front, or without: then any is meant. All labels of pods are of k8s. */
  static String ofEndpoint(Place place, String key) {
    int colon = key.indexOf(':');
    String source = key.substring(0, colon + 1);
    return switch (source) {
      case "", ANY, KUBERNETES -> KUBERNETES + Naming.labelKey(place, key.substring(colon + 1));
      case RESERVED -> RESERVED + Naming.labelKey(place, key.substring(colon + 1));
      default ->
          throw new BadValue(
              place,
              Scalar.quoted(key) + ": the source of a label is one of k8s:, any:, reserved:");
    };
  }
}
