package io.sextant.query;

import io.sextant.filter.Condition;

/** A query that was understood. */
public final class Query {
  private final Node root;
  private final Condition condition;

  private Query(Node root) {
    this.root = root;
    this.condition = root.condition();
  }

  /**
   * Reads a query; an empty one is everything.
   *
   * @throws QueryException if it is none
   */
  public static Query parse(String text) {
    return new Query(new Parser(text).parse());
  }

  public Condition condition() {
    return condition;
  }

  /** Text that means the same. */
  @Override
  public String toString() {
    return root.text();
  }
}
