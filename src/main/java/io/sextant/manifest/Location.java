package io.sextant.manifest;

/**
 * A place in a manifest.
 *
 * @param file its name
 * @param document which of the file, from 1
 * @param path such as {@code spec.ingress[0].from[1].ipBlock.cidr}; empty for a whole document
 * @param line from 1
 * @param column from 1
 */
public record Location(String file, int document, String path, int line, int column) {
  /** As in {@code shop.yaml:12:9}. */
  @Override
  public String toString() {
    return file + ":" + line + ":" + column;
  }
}
