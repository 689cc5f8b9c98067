package io.sextant.filter;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/** Regular expressions in RE2's syntax, which match in time linear in the text. */
public final class Expression {
  private static final int LONGEST = 4_096;
  private static final int MOST_REPEATS = 1_000;
  private static final int LARGEST = 50_000;

  private Expression() {}

  /**
   * Compiles an expression whose size is bounded, so that none can take the server's memory: at
   * most 1,000 nested repetitions, as in Go, and about 50,000 instructions.
   *
   * @param field that it stands in, for messages
   * @throws InvalidFilterException if it is none, or too large
   */
  public static Pattern compile(String field, String text) {
    if (text.length() > LONGEST) {
      throw new InvalidFilterException(
          field, "a regular expression has at most " + LONGEST + " characters");
    }
    RepeatCount count = RepeatCount.of(text);
    if (count.nested() > MOST_REPEATS || count.size() > LARGEST) {
      throw InvalidFilterException.value(
          field, text, "repeats too much: nested counts may multiply to " + MOST_REPEATS);
    }
    try {
      return Pattern.compile(text);
    } catch (PatternSyntaxException e) {
      throw InvalidFilterException.value(
          field, text, "is not a regular expression in RE2's syntax: " + e.getDescription());
    }
  }
}
