package io.sextant.query;

import io.sextant.filter.Condition;
import java.util.List;
import java.util.stream.Collectors;

/** A query as it was typed, without its blanks. */
sealed interface Node {

  Condition condition();

  /** As text that reads as the same. */
  String text();

  /** Also everything, if there are no parts. */
  record Both(List<Node> parts) implements Node {
    @Override
    public Condition condition() {
      return Condition.all(parts.stream().map(Node::condition).toList());
    }

    @Override
    public String text() {
      return parts.stream()
          .map(part -> part instanceof Either ? inParentheses(part) : part.text())
          .collect(Collectors.joining(" "));
    }
  }

  record Either(List<Node> parts) implements Node {
    @Override
    public Condition condition() {
      return Condition.any(parts.stream().map(Node::condition).toList());
    }

    @Override
    public String text() {
      return parts.stream().map(Node::text).collect(Collectors.joining(" OR "));
    }
  }

  record Negated(Node part) implements Node {
    @Override
    public Condition condition() {
      return new Condition.Not(part.condition());
    }

    @Override
    public String text() {
      boolean single = part instanceof Term || part instanceof Negated;
      return "-" + (single ? part.text() : inParentheses(part));
    }
  }

  /**
   * A field with its value.
   *
   * @param field with its colon; empty for a word that stands alone
   */
  record Term(String field, Value value, Condition condition) implements Node {
    @Override
    public String text() {
      String text = value.text();
      return field
          + (value.quoted() ? '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"' : text);
    }
  }

  private static String inParentheses(Node node) {
    return "(" + node.text() + ")";
  }
}
