package io.sextant.history;

import io.sextant.filter.Condition;
import io.sextant.filter.Text;
import io.sextant.filter.TraceIds;
import io.sextant.flow.Flow;
import io.sextant.history.block.Part;
import io.sextant.history.block.Terms;
import io.sextant.history.block.WordSearch;
import io.sextant.history.index.Choice;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** A condition on what few flows have: those are looked at one by one, all others are alike. */
final class DetailTest implements RowTest {
  private final Condition condition;
  private final boolean fitsWithout;

  /** Only rows that hold it can fit; null if there is no such word. */
  private final @Nullable WordSearch word;

  DetailTest(Condition condition) {
    this.condition = condition;
    this.fitsWithout = condition.test(new Flow.Builder().build());
    this.word = condition instanceof Text(String text, _) ? WordSearch.of(text) : null;
  }

  @Override
  public void refine(BlockColumns block, Rows rows) {
    if (word != null) {
      rows.keep(block.rowsWith(word));
      for (int row = rows.next(0); row >= 0; row = rows.next(row + 1)) {
        if (!condition.test(block.details(row))) {
          rows.remove(row);
        }
      }
      return;
    }
    int[] shapes = block.codes(Part.SHAPE);
    boolean[] withDetails = block.shapesWithDetails();
    for (int row = rows.next(0); row >= 0; row = rows.next(row + 1)) {
      boolean fits = withDetails[shapes[row]] ? condition.test(block.details(row)) : fitsWithout;
      if (!fits) {
        rows.remove(row);
      }
    }
  }

  @Override
  public int cost() {
    return 5;
  }

  @Override
  public @Nullable BitSet candidates(PartitionReader partition) {
    return switch (condition) {
      case Text(String word, boolean prefix) when prefix ->
          partition.select(new Choice.Prefix(word));
      case Text(String word, _) -> partition.select(texts(Terms.Kind.TEXT, utf8(word)));
      case TraceIds(var ids) when !ids.contains("") ->
          partition.select(
              texts(Terms.Kind.TRACE_ID, ids.stream().map(Terms::traceId).toArray(byte[][]::new)));
      default -> null;
    };
  }

  @Override
  public boolean isDear() {
    return condition instanceof Text || condition instanceof TraceIds;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static Choice texts(Terms.Kind kind, byte[]... texts) {
    Terms terms = new Terms();
    for (byte[] text : texts) {
      terms.add(kind, text, 0, text.length);
    }
    return Choice.AnyOf.of(terms);
  }
}
