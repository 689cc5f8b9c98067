package io.sextant.cni;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Versions of the specification that are spoken, the oldest first. */
enum CniVersion {
  V1_0("1.0.0"),
  /** STATUS, GC, and the MTU in results. */
  V1_1("1.1.0");

  static final CniVersion NEWEST = V1_1;

  private final String text;

  CniVersion(String text) {
    this.text = text;
  }

  static Optional<CniVersion> of(String text) {
    return Arrays.stream(values()).filter(version -> version.text.equals(text)).findFirst();
  }

  static List<String> texts() {
    return Arrays.stream(values()).map(version -> version.text).toList();
  }

  /** The answer to VERSION. */
  String report() {
    return "{\"cniVersion\":\"%s\",\"supportedVersions\":[\"%s\"]}"
        .formatted(text, String.join("\",\"", texts()));
  }

  @Override
  public String toString() {
    return text;
  }
}
