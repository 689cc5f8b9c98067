package io.sextant.cli;

import java.util.ArrayList;
import java.util.List;

/** Tells JSON objects apart that stand one after the other. */
final class JsonObjects {
  private JsonObjects() {}

  /** The objects; what stands behind the last of them is one more, so that a parser refuses it. */
  static List<String> split(String text) {
    List<String> objects = new ArrayList<>();
    int start = 0;
    int depth = 0;
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quoted) {
        if (c == '\\') {
          i++;
        } else if (c == '"') {
          quoted = false;
        }
      } else if (c == '"') {
        quoted = true;
      } else if (c == '{') {
        depth++;
      } else if (c == '}' && --depth == 0) {
        objects.add(text.substring(start, i + 1));
        start = i + 1;
      }
    }
    if (!text.substring(start).isBlank()) {
      objects.add(text.substring(start));
    }
    return objects;
  }
}
