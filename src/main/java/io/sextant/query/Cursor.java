package io.sextant.query;

/** Where reading has come to in a query. */
final class Cursor {
  private static final char ESCAPE = '\\';

  private final String text;
  private int at;

  Cursor(String text) {
    this.text = text;
  }

  /** From 0 on. */
  int at() {
    return at;
  }

  boolean ended() {
    return at == text.length();
  }

  /** The next character, or 0 at the end. */
  char peek() {
    return ended() ? 0 : text.charAt(at);
  }

  void skip(int characters) {
    at += characters;
  }

  void skipBlanks() {
    while (!ended() && isBlank(peek())) {
      at++;
    }
  }

  /** The word that comes next without moving on: up to a blank, parenthesis or quotation mark. */
  String word() {
    int end = at;
    while (end < text.length() && !ends(text.charAt(end))) {
      end++;
    }
    return text.substring(at, end);
  }

  /** Whether a minus or exclamation mark stands here that turns round what follows it. */
  boolean negates() {
    return (peek() == '-' || peek() == '!')
        && at + 1 < text.length()
        && !isBlank(text.charAt(at + 1))
        && text.charAt(at + 1) != ')';
  }

  /** What stands in the quotation marks that begin here. */
  String quotation() {
    StringBuilder inside = new StringBuilder();
    for (int i = at + 1; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"') {
        at = i + 1;
        return inside.toString();
      }
      if (c == ESCAPE && i + 1 < text.length()) {
        c = text.charAt(++i);
      }
      inside.append(c);
    }
    throw wrong(at, 1, "this quotation mark is not closed");
  }

  /**
   * @param from from 0 on
   */
  QueryException wrong(int from, int length, String problem) {
    return new QueryException(text, from + 1, length, problem);
  }

  private static boolean ends(char c) {
    return isBlank(c) || c == '(' || c == ')' || c == '"';
  }

  private static boolean isBlank(char c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c);
  }
}
