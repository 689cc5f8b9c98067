package io.sextant.serve.http;

import io.sextant.flow.Flow;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A criterion that a request may name.
 *
 * @param name of the query parameter
 * @param expected what its values look like, for error messages
 * @param parse a value to the test it stands for, or null when it makes no sense
 */
record Field(String name, String expected, Function<String, @Nullable Predicate<Flow>> parse) {

  /** A leading {@code !} negates. */
  static final char NOT = '!';

  Predicate<Flow> test(String value) {
    Predicate<Flow> test = value.isEmpty() ? null : parse.apply(value);
    if (test == null) {
      throw new BadParameter(name, value, expected);
    }
    return test;
  }
}
