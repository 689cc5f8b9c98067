package io.sextant.query;

import io.sextant.filter.Condition;
import io.sextant.flow.Nearest;
import io.sextant.query.Node.Either;
import io.sextant.query.Node.Term;
import io.sextant.query.QueryFields.Found;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads terms: a field with its values, or a word. */
final class Terms {
  static final int MOST = 1_000;
  private static final int SHOWN = 60;
  private static final String NAME = "[A-Za-z][A-Za-z0-9_.-]*";

  private final Cursor cursor;
  private final Supplier<Node> group;
  private @Nullable Field current;
  private int terms;

  /** A field that values are of, as it is printed: with its colon, or empty. */
  private record Field(String name, Found found) {
    static final Field WORD = new Field("", new Found(QueryFields.TEXT, End.EITHER));

    boolean lists() {
      return found.field().meaning().lists();
    }
  }

  /**
   * @param group reads what stands in parentheses
   */
  Terms(Cursor cursor, Supplier<Node> group) {
    this.cursor = cursor;
    this.group = group;
  }

  Node read() {
    Field inParentheses = current;
    if (inParentheses != null) {
      return values(inParentheses);
    }
    String word = cursor.word();
    int colon = word.indexOf(':');
    boolean named = colon > 0 && word.substring(0, colon).matches(NAME);
    if (!named || NetworkFields.isAddress(word)) {
      return values(Field.WORD);
    }
    Field field = field(word.substring(0, colon));
    cursor.skip(colon + 1);
    return cursor.peek() == '(' ? inParentheses(field) : values(field);
  }

  private Node inParentheses(Field field) {
    current = field;
    Node node = group.get();
    current = null;
    return node;
  }

  private Field field(String typed) {
    Found found = QueryFields.named(typed);
    if (found == null) {
      throw cursor.wrong(cursor.at(), typed.length(), unknown(typed));
    }
    return new Field(typed.toLowerCase(Locale.ROOT) + ":", found);
  }

  /** What was meant, without regard to case; as it is usually written. */
  private static String nearest(QueryField field, Value value) {
    String typed = value.text().toLowerCase(Locale.ROOT);
    return field.values().stream()
        .filter(known -> Nearest.to(typed, Stream.of(known.toLowerCase(Locale.ROOT))).isPresent())
        .findFirst()
        .map(known -> "; did you mean " + known + "?")
        .orElse("");
  }

  private static String unknown(String typed) {
    int dot = typed.indexOf('.');
    Found whole = QueryFields.named(typed.substring(dot + 1));
    if (whole != null
        && !whole.field().sided()
        && End.named(typed.substring(0, dot).toLowerCase(Locale.ROOT)) != null) {
      return typed.substring(dot + 1)
          + " is of the whole flow, not of one end: leave out \""
          + typed.substring(0, dot + 1)
          + "\"";
    }
    String hint = Nearest.hint(typed.toLowerCase(Locale.ROOT), QueryFields.names());
    return "there is no field \""
        + shown(typed)
        + "\""
        + (hint.isEmpty()
            ? "; to look for a text with a colon, put it into quotation marks"
            : hint);
  }

  /** One value, or several with commas between. */
  private Node values(Field field) {
    List<Node> alternatives = new ArrayList<>(List.of(value(field)));
    while (field.lists() && cursor.peek() == ',') {
      cursor.skip(1);
      alternatives.add(value(field));
    }
    return alternatives.size() == 1 ? alternatives.getFirst() : new Either(alternatives);
  }

  private Term value(Field field) {
    int from = cursor.at();
    Value value = next(field);
    if (++terms > MOST) {
      throw cursor.wrong(from, cursor.at() - from, "a query has at most " + MOST + " terms");
    }
    QueryField meant = field.found().field();
    if (value.text().isEmpty()) {
      throw cursor.wrong(from, cursor.at() - from, meant.name() + " takes " + meant.takes());
    }
    try {
      Condition condition = meant.read(field.found().end(), value);
      return new Term(field.name(), value, condition);
    } catch (BadValue bad) {
      String takes = bad.expected().isEmpty() ? meant.takes() : bad.expected();
      throw cursor.wrong(
          from,
          cursor.at() - from,
          meant.name()
              + " takes "
              + takes
              + ", not \""
              + shown(value.text())
              + "\""
              + nearest(meant, value));
    }
  }

  private Value next(Field field) {
    if (cursor.peek() == '"') {
      return new Value(cursor.quotation(), true);
    }
    String word = cursor.word();
    int comma = field.lists() ? word.indexOf(',') : -1;
    String text = comma < 0 ? word : word.substring(0, comma);
    cursor.skip(text.length());
    return new Value(text, false);
  }

  private static String shown(String text) {
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
  }
}
