package io.sextant.manifest;

/** The two things that JSON allows and YAML 1.1 does not: tabs between values, escaped slashes. */
final class Json {
  private Json() {}

  /** The same as YAML; line breaks and, but for slashes, columns stay. */
  static String asYaml(String text) {
    String start = text.stripLeading();
    if (!start.startsWith("{") && !start.startsWith("[")) {
      return text;
    }
    StringBuilder yaml = new StringBuilder(text.length());
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean escapes = quoted && c == '\\' && i + 1 < text.length();
      if (escapes) {
        i++;
        yaml.append(text.charAt(i) == '/' ? "" : "\\").append(text.charAt(i));
        continue;
      }
      quoted ^= c == '"';
      yaml.append(c == '\t' && !quoted ? ' ' : c);
    }
    return yaml.toString();
  }
}
