package io.sextant.history;

import io.sextant.history.block.Block;
import io.sextant.history.block.Scratch;
import io.sextant.history.rollup.RollupLog;
import io.sextant.history.rollup.RollupRange;
import java.util.Arrays;

/** Finds the rows of blocks that a partition's sums do not count. Belongs to one thread. */
final class UncountedRows implements AutoCloseable {
  private final RollupRange range;
  private final Scratch scratch = new Scratch();
  private long[] times = {};
  private long[] sequences = {};
  private int[] found = {};

  UncountedRows(RollupRange range) {
    this.range = range;
  }

  /** Whether a block may have such rows, from what is known without a look at it. */
  boolean mayBeIn(PartitionReader partition, int block, RollupLog sums) {
    return partition.lastSequence(block) >= sums.replayFrom()
        || range.rests().stream()
            .anyMatch(rest ->
                partition.minTimeNanos(block) <= rest.untilNanos()
                    && partition.maxTimeNanos(block) >= rest.sinceNanos());
  }

  /** Rows within the time that the sums do not count. */
  int[] of(Block block, RollupLog sums) {
    int rows = block.rows();
    if (found.length < rows) {
      times = new long[rows];
      sequences = new long[rows];
      found = new int[rows];
    }
    block.times(scratch, times);
    block.sequences(scratch, sequences);
    long counted = sums.replayFrom();
    int count = 0;
    for (int row = 0; row < rows; row++) {
      long time = times[row];
      boolean inner = time >= range.sinceNanos() && time < range.untilNanos();
      if (inner
          ? sequences[row] >= counted && !sums.counts(sequences[row], time)
          : isInRest(time)) {
        found[count++] = row;
      }
    }
    return Arrays.copyOf(found, count);
  }

  private boolean isInRest(long time) {
    for (RollupRange.Rest rest : range.rests()) {
      if (time >= rest.sinceNanos() && time <= rest.untilNanos()) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void close() {
    scratch.close();
  }
}
