package io.sextant.cli;

import io.sextant.filter.Condition;
import io.sextant.query.Query;
import io.sextant.query.QueryException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A query in the language for people. */
final class QueryOption {
  @Option(
      names = {"-q", "--query"},
      paramLabel = "QUERY",
      description =
          "Flows that a query fits: 'port:443 -verdict:FORWARDED (pod:shop/cart-* OR timeout)'."
              + " Fields are below.")
  private @Nullable String text;

  /**
   * A query that was understood.
   *
   * @param text as it was given
   */
  record Typed(String text, Condition condition) {}

  /** The query, or null if none is given. */
  @Nullable Typed typed() {
    if (text == null) {
      return null;
    }
    try {
      return new Typed(text, Query.parse(text).condition());
    } catch (QueryException e) {
      throw new CommandFailure("--query: " + e.getMessage(), e.pointed().lines().toList());
    }
  }
}
