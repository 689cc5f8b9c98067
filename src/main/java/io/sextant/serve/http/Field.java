package io.sextant.serve.http;

import io.sextant.filter.Condition;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A criterion that a request may name.
 *
 * @param name of the query parameter
 * @param expected what its values look like, for error messages
 * @param parse a value to the condition it stands for, or null when it makes no sense
 */
record Field(String name, String expected, Function<String, @Nullable Condition> parse) {

  /** A leading {@code !} negates. */
  static final char NOT = '!';

  private static final int LONGEST = 512;

  Condition condition(String value) {
    if (value.length() > LONGEST) {
      throw new BadParameter(
          name, value.substring(0, LONGEST) + " ...", "at most " + LONGEST + " characters");
    }
    Condition condition = value.isEmpty() ? null : parse.apply(value);
    if (condition == null) {
      throw new BadParameter(name, value, expected);
    }
    return condition;
  }
}
