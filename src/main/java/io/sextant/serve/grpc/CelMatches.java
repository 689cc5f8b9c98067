package io.sextant.serve.grpc;

import com.google.re2j.Pattern;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelFunctionBinding;
import io.sextant.filter.Expression;
import io.sextant.filter.InvalidFilterException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * CEL's {@code matches} with the bounds that regular expressions have everywhere else: the
 * library's own compiles whatever it is given, each time anew, and a few characters of nested
 * repetitions would take all memory.
 */
final class CelMatches {
  private static final int KEPT = 256;

  /** Compiled expressions by their text; emptied when it is full. */
  private static final Map<String, Pattern> PATTERNS = new ConcurrentHashMap<>();

  private CelMatches() {}

  /** As a function and as a method of strings. */
  static Iterable<CelFunctionBinding> bindings() {
    return CelFunctionBinding.fromOverloads(
        "matches",
        CelFunctionBinding.from("matches", String.class, String.class, CelMatches::matches),
        CelFunctionBinding.from("matches_string", String.class, String.class, CelMatches::matches));
  }

  private static boolean matches(String text, String expression) throws CelEvaluationException {
    return pattern(expression).matcher(text).find();
  }

  private static Pattern pattern(String expression) throws CelEvaluationException {
    Pattern known = PATTERNS.get(expression);
    if (known != null) {
      return known;
    }
    try {
      Pattern compiled = Expression.compile("experimental.cel_expression", expression);
      if (PATTERNS.size() >= KEPT) {
        PATTERNS.clear();
      }
      PATTERNS.put(expression, compiled);
      return compiled;
    } catch (InvalidFilterException e) {
      throw new CelEvaluationException(e.getMessage(), e);
    }
  }
}
