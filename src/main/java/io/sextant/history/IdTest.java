package io.sextant.history;

import io.sextant.filter.Uuids;
import java.util.BitSet;
import java.util.UUID;

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
  public int cost() {
    return 4;
  }

  @Override
  public BitSet candidates(PartitionReader partition) {
    BitSet any = new BitSet();
    for (UUID id : wanted.ids()) {
      any.or(partition.selectId(id.getMostSignificantBits(), id.getLeastSignificantBits()));
    }
    return any;
  }
}
