package io.sextant.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;

/** What this client is. */
final class Version {
  /** Newest Hubble whose API this client knows in full. */
  static final String HUBBLE_API = "1.19";

  private static final String BUILD = "/META-INF/build-info.properties";

  private Version() {}

  /** That of this build. */
  static String current() {
    return build("build.version", "unknown");
  }

  /** The day of this build, as 2026-01-31. */
  static String built() {
    return build("build.time", "1970-01-01").substring(0, "1970-01-01".length());
  }

  private static String build(String key, String otherwise) {
    Properties build = new Properties();
    try (InputStream in = Version.class.getResourceAsStream(BUILD)) {
      if (in != null) {
        build.load(in);
      }
    } catch (IOException e) {
      // Then it is not known, as in a build without the file.
    }
    return build.getProperty(key, otherwise);
  }
}
