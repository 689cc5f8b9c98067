package io.sextant.query;

import io.sextant.query.Node.Both;
import io.sextant.query.Node.Either;
import io.sextant.query.Node.Negated;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Reads a query from left to right:
 *
 * <pre>
 *   either  = both { OR both }
 *   both    = one { [AND] one }
 *   one     = ( "-" | "!" | NOT ) one | "(" either ")" | term
 * </pre>
 *
 * Behind a field and its colon may stand an {@code either} in parentheses, too, of values alone.
 */
final class Parser {
  static final int LONGEST = 4_096;
  static final int DEEPEST = 64;

  private static final Set<String> AND = Set.of("AND", "&&");
  private static final Set<String> OR = Set.of("OR", "||");
  private static final Set<String> NOT = Set.of("NOT");

  private final Cursor cursor;
  private final Terms terms;
  private final int length;
  private int depth;

  Parser(String text) {
    this.cursor = new Cursor(text);
    this.terms = new Terms(cursor, this::group);
    this.length = text.length();
  }

  Node parse() {
    if (length > LONGEST) {
      throw cursor.wrong(LONGEST, 1, "a query has at most " + LONGEST + " characters");
    }
    cursor.skipBlanks();
    if (cursor.ended()) {
      return new Both(List.of());
    }
    Node query = either();
    if (!cursor.ended()) {
      throw cursor.wrong(cursor.at(), 1, "this parenthesis closes nothing");
    }
    return query;
  }

  private Node either() {
    List<Node> parts = new ArrayList<>(List.of(both()));
    while (takes(OR)) {
      parts.add(both());
    }
    return parts.size() == 1 ? parts.getFirst() : new Either(parts);
  }

  private Node both() {
    List<Node> parts = new ArrayList<>(List.of(one()));
    while (goesOn()) {
      takes(AND);
      parts.add(one());
    }
    return parts.size() == 1 ? parts.getFirst() : new Both(parts);
  }

  private Node one() {
    cursor.skipBlanks();
    refuseOperator();
    if (cursor.negates()) {
      cursor.skip(1);
      return deeper(() -> new Negated(one()));
    }
    if (takes(NOT)) {
      return deeper(() -> new Negated(one()));
    }
    return cursor.peek() == '(' ? group() : terms.read();
  }

  /** What stands in the parentheses that begin here. */
  private Node group() {
    int opened = cursor.at();
    cursor.skip(1);
    Node inside = deeper(this::either);
    if (cursor.peek() != ')') {
      throw cursor.wrong(opened, 1, "this parenthesis is not closed");
    }
    cursor.skip(1);
    return inside;
  }

  private Node deeper(java.util.function.Supplier<Node> read) {
    if (++depth > DEEPEST) {
      throw cursor.wrong(
          cursor.at(), 1, "more than " + DEEPEST + " parentheses and negations within each other");
    }
    Node node = read.get();
    depth--;
    return node;
  }

  /** Whether another part of the same conjunction follows. */
  private boolean goesOn() {
    cursor.skipBlanks();
    return !cursor.ended() && cursor.peek() != ')' && !OR.contains(cursor.word());
  }

  private boolean takes(Set<String> operator) {
    cursor.skipBlanks();
    String word = cursor.word();
    if (!operator.contains(word)) {
      return false;
    }
    cursor.skip(word.length());
    return true;
  }

  private void refuseOperator() {
    String word = cursor.word();
    if (AND.contains(word) || OR.contains(word)) {
      throw cursor.wrong(cursor.at(), word.length(), word + " stands where a term should");
    }
    if (cursor.ended() || cursor.peek() == ')') {
      throw cursor.wrong(cursor.at(), 1, "a term is missing here");
    }
  }
}
