package io.sextant.serve.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sextant.query.Query;
import io.sextant.query.QueryException;
import org.jspecify.annotations.Nullable;

/**
 * What there is to say of a query while it is typed.
 *
 * @param wrong left out if nothing is
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record CheckedQuery(@Nullable Wrong wrong) {

  /**
   * A place and what is wrong there.
   *
   * @param column from 1 on
   */
  record Wrong(int column, int length, String message) {}

  static CheckedQuery of(String text) {
    try {
      Query.parse(text);
      return new CheckedQuery(null);
    } catch (QueryException e) {
      return new CheckedQuery(new Wrong(e.column(), e.length(), e.problem()));
    }
  }
}
