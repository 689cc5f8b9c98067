package io.sextant.cli;

/**
 * Text from outside cannot steer the terminal or break a line: control characters, those of eight
 * bits too, and marks that turn the direction of writing are spelled out.
 */
final class Escape {
  private Escape() {}

  static String text(String text) {
    if (isPlain(text)) {
      return text;
    }
    StringBuilder escaped = new StringBuilder(text.length() + 8);
    append(escaped, text);
    return escaped.toString();
  }

  static void append(StringBuilder out, String text) {
    if (isPlain(text)) {
      out.append(text);
      return;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '\r' -> out.append("\\r");
        case '\n' -> out.append("\\n");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < ' ' || c == 0x7f) {
            out.append('^').append((char) (c ^ 0x40));
          } else if (steers(c)) {
            out.append("\\u").append(Integer.toHexString(0x10000 | c), 1, 5);
          } else {
            out.append(c);
          }
        }
      }
    }
  }

  private static boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || (c >= 0x7f && (c == 0x7f || steers(c)))) {
        return false;
      }
    }
    return true;
  }

  /** Whether a character beyond ASCII, or DEL, moves what a terminal shows. */
  static boolean steers(char c) {
    return (c >= 0x7f && c < 0xa0) || (c >= 0x2028 && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
  }
}
