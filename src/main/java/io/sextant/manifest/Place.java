package io.sextant.manifest;

import org.jspecify.annotations.Nullable;

/**
 * Where a value stands: in its document, and on the page.
 *
 * @param parent of the value that it is a part of, or null at the top
 * @param step from there, such as {@code .spec} or {@code [2]}
 * @param line in the file, from 1
 * @param column from 1
 */
record Place(@Nullable Place parent, String step, int line, int column) {
  static Place top(int line, int column) {
    return new Place(null, "", line, column);
  }

  /** As in {@code spec.ingress[0].from[1]}; empty at the top. */
  String path() {
    StringBuilder path = new StringBuilder();
    for (Place place = this; place != null; place = place.parent) {
      path.insert(0, place.step);
    }
    return !path.isEmpty() && path.charAt(0) == '.' ? path.substring(1) : path.toString();
  }
}
