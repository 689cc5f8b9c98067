package io.sextant.manifest;

import org.jspecify.annotations.Nullable;

/**
 * What is wrong with a manifest.
 *
 * @param object that is left out because of it, or null where not even its name can be read
 * @param problem the value, what is wrong with it and what would be right
 */
public record ManifestError(Location at, @Nullable ObjectName object, String problem) {
  /** All on one line. */
  @Override
  public String toString() {
    String where = at + ": document " + at.document();
    return where + (at.path().isEmpty() ? "" : ", " + at.path()) + ": " + problem;
  }
}
