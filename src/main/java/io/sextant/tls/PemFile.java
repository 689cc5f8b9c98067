package io.sextant.tls;

import java.nio.file.Path;

/**
 * A file that holds PEM blocks.
 *
 * @param setting that names it, for messages
 * @param path as it was set; empty when it was not
 */
public record PemFile(String setting, String path) {
  /** Whether there is such a file according to the settings. */
  public boolean isSet() {
    return !path.isBlank();
  }

  Path toPath() {
    return Path.of(path);
  }

  @Override
  public String toString() {
    return setting + " " + path;
  }
}
