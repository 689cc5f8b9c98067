package io.sextant.history;

import io.sextant.filter.Uuids;
import io.sextant.flow.FlowId;
import io.sextant.history.block.Terms;
import io.sextant.history.index.Choice;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** By UUID: ours lie together, as they count; others are in a set that each block has. */
final class IdTest implements RowTest {
  private final Uuids wanted;

  IdTest(Uuids wanted) {
    this.wanted = wanted;
  }

  @Override
  public void refine(BlockColumns block, Rows rows) {
    if (!mayHold(block)) {
      rows.none(block.rows());
      return;
    }
    long[] highs = block.idHighs();
    long[] lows = block.idLows();
    for (int row = rows.next(0); row >= 0; row = rows.next(row + 1)) {
      if (!isWanted(highs[row], lows[row])) {
        rows.remove(row);
      }
    }
  }

  private boolean mayHold(BlockColumns block) {
    for (UUID id : wanted.ids()) {
      if (block.mayHold(id.getMostSignificantBits(), id.getLeastSignificantBits())) {
        return true;
      }
    }
    return false;
  }

  private boolean isWanted(long high, long low) {
    for (UUID id : wanted.ids()) {
      if (id.getMostSignificantBits() == high && id.getLeastSignificantBits() == low) {
        return true;
      }
    }
    return false;
  }

  @Override
  public @Nullable Choice choice() {
    List<Choice> choices = new ArrayList<>();
    for (UUID id : wanted.ids()) {
      long high = id.getMostSignificantBits();
      long low = id.getLeastSignificantBits();
      choices.add(new Choice.Id(high, low));
      if (FlowId.isOurs(high, low)) {
        Terms terms = new Terms();
        terms.add(
            Terms.Kind.ID_CHUNK, FlowId.session(high), Terms.chunk(FlowId.counter(low)));
        choices.add(Choice.AnyOf.of(terms));
      }
    }
    return new Choice.Either(choices);
  }
}
