package io.sextant.filter;

import java.util.Locale;

/**
 * A name with stars, each of which stands for any number of lower-case letters, digits, dashes and
 * dots. Matches in linear time: the leftmost place for each piece leaves the most to the next.
 */
final class NamePattern {
  private final String[] pieces;

  private NamePattern(String[] pieces) {
    this.pieces = pieces;
  }

  /**
   * Reads a pattern without regard to case, blanks around it or one dot at its end.
   *
   * @throws InvalidFilterException if it is empty or has other characters than those of names
   */
  static NamePattern parse(String field, String text) {
    String pattern = trim(text);
    if (pattern.isEmpty()) {
      throw InvalidFilterException.value(
          field, text, "is empty: give a name such as shop.example, or *.example");
    }
    return ofPart(field, text, pattern);
  }

  static String trim(String text) {
    String pattern = text.strip().toLowerCase(Locale.ROOT);
    return pattern.endsWith(".") ? pattern.substring(0, pattern.length() - 1) : pattern;
  }

  static NamePattern ofPart(String field, String whole, String part) {
    for (int i = 0; i < part.length(); i++) {
      char c = part.charAt(i);
      if (!isCovered(c) && c != '_' && c != '*') {
        throw InvalidFilterException.value(
            field,
            whole,
            "has a '" + c + "': only letters, digits, - _ . and * stand in a pattern");
      }
    }
    return new NamePattern(part.split("\\*", -1));
  }

  boolean matches(String name) {
    return matches(name, 0);
  }

  /** Whether the rest of a name, from an index on, fits. */
  boolean matches(String name, int from) {
    String first = pieces[0];
    if (pieces.length == 1) {
      return name.length() - from == first.length() && name.startsWith(first, from);
    }
    String last = pieces[pieces.length - 1];
    int end = name.length() - last.length();
    if (!name.startsWith(first, from) || !name.endsWith(last)) {
      return false;
    }
    int at = from + first.length();
    for (int i = 1; i < pieces.length - 1 && at >= 0; i++) {
      int found = name.indexOf(pieces[i], at);
      at = found >= 0 && allCovered(name, at, found) ? found + pieces[i].length() : -1;
    }
    return at >= 0 && at <= end && allCovered(name, at, end);
  }

  private static boolean allCovered(String name, int from, int to) {
    for (int i = from; i < to; i++) {
      if (!isCovered(name.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isCovered(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
  }
}
