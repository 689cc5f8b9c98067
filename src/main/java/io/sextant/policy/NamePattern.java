package io.sextant.policy;

import java.util.Locale;

/**
 * DNS names, as {@code matchName} and {@code matchPattern} of Cilium: {@code *} stands for any
 * letters of one label, alone for every name, and {@code **.} in front for one label or more.
 *
 * @param text lower case, without the last dot
 */
public record NamePattern(String text) {
  private static final String DEEP = "**.";

  public NamePattern {
    text = canonical(text);
    if (text.isEmpty() || !text.matches("[-_a-z0-9.*]+")) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is not a DNS name or a pattern such as *.example.com");
    }
  }

  /** Whether a name is meant. */
  public boolean matches(String name) {
    return text.equals("*") || matches(text, canonical(name));
  }

  @Override
  public String toString() {
    return text;
  }

  private static boolean matches(String pattern, String name) {
    if (pattern.startsWith(DEEP)) {
      String rest = pattern.substring(DEEP.length());
      for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
        if (dot > 0 && matches(rest, name.substring(dot + 1))) {
          return true;
        }
      }
      return false;
    }
    int from = 0;
    int at = 0;
    int star = -1;
    int retry = 0;
    while (at < name.length()) {
      if (from < pattern.length() && pattern.charAt(from) == '*') {
        star = from++;
        retry = at;
      } else if (from < pattern.length() && pattern.charAt(from) == name.charAt(at)) {
        from++;
        at++;
      } else if (star >= 0 && name.charAt(retry) != '.') {
        from = star + 1;
        at = ++retry;
      } else {
        return false;
      }
    }
    while (from < pattern.length() && pattern.charAt(from) == '*') {
      from++;
    }
    return from == pattern.length();
  }

  private static String canonical(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }
}
