package io.sextant.history;

import io.sextant.filter.Condition;
import io.sextant.filter.Text;
import io.sextant.filter.TraceIds;
import io.sextant.flow.Flow;
import io.sextant.history.block.Part;
import io.sextant.history.block.Terms;
import io.sextant.history.index.Choice;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A condition on what few flows have: those are looked at one by one, all others are alike. */
final class DetailTest implements RowTest {
  private final Condition condition;
  private final boolean fitsWithout;

  DetailTest(Condition condition) {
    this.condition = condition;
    this.fitsWithout = condition.test(new Flow.Builder().build());
  }

  @Override
  public void refine(BlockColumns block, Rows rows) {
    int[] shapes = block.codes(Part.SHAPE);
    boolean[] withDetails = block.shapesWithDetails();
    for (int row = rows.next(0); row >= 0; row = rows.next(row + 1)) {
      boolean fits = withDetails[shapes[row]] ? condition.test(block.flow(row)) : fitsWithout;
      if (!fits) {
        rows.remove(row);
      }
    }
  }

  @Override
  public @Nullable Choice choice() {
    return switch (condition) {
      case Text(String word, boolean prefix) when prefix -> new Choice.Prefix(word);
      case Text(String word, _) -> term(Terms.Kind.TEXT, word);
      case TraceIds(var ids) when !ids.contains("") ->
          new Choice.Either(
              ids.stream().map(id -> term(Terms.Kind.TRACE_ID, id)).toList());
      default -> null;
    };
  }

  private static Choice term(Terms.Kind kind, String text) {
    Terms terms = new Terms();
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    terms.add(kind, utf8, 0, utf8.length);
    return Choice.AnyOf.of(terms);
  }
}
