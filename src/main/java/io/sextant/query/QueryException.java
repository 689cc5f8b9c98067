package io.sextant.query;

/** Text that is no query: what is wrong, and where. */
public final class QueryException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int SHOWN = 100;

  private final String query;
  private final int column;
  private final int length;
  private final String problem;

  /**
   * @param column of the first character that is wrong, from 1 on; one behind the end when
   *     something is missing there
   * @param length in characters, at least 1
   */
  QueryException(String query, int column, int length, String problem) {
    super("column " + column + ": " + problem, null, false, false);
    this.query = query;
    this.column = column;
    this.length = Math.max(1, length);
    this.problem = problem;
  }

  public int column() {
    return column;
  }

  public int length() {
    return length;
  }

  /** What is wrong and what would be right, without the place. */
  public String problem() {
    return problem;
  }

  /** The place as two lines for a terminal: the query or a part of it, and carets below. */
  public String pointed() {
    int from = Math.max(0, column - 1 - SHOWN / 2);
    int to = Math.min(query.length(), from + SHOWN);
    String shown = query.substring(from, to).replaceAll("\\p{Cntrl}", " ");
    int before = column - 1 - from;
    int carets = Math.max(1, Math.min(length, to - (column - 1)));
    return shown + "\n" + " ".repeat(before) + "^".repeat(carets);
  }
}
