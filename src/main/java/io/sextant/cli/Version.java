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
    Properties build = new Properties();
    try (InputStream in = Version.class.getResourceAsStream(BUILD)) {
      if (in != null) {
        build.load(in);
      }
    } catch (IOException e) {
      // Then it is not known, as in a build without the file.
    }
    return build.getProperty("build.version", "unknown");
  }
}
