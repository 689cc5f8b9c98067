package io.sextant.history;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * A condition made ready for one partition: says which rows of a block fulfil it, and which blocks
 * may have such rows. Belongs to one thread.
 */
interface RowTest {

  /** Takes away the rows that do not fulfil it. */
  void refine(BlockColumns block, Rows rows);

  /**
   * The blocks that may have rows that fulfil it, as the partition's index knows; null where it
   * cannot tell.
   */
  @Nullable BitSet candidates(PartitionReader partition);

  /** What a row costs, in comparison to others' rows: all that must be true is asked by it. */
  int cost();

  /** Whether a look into one block costs more than {@link #candidates} do. */
  default boolean isDear() {
    return false;
  }
}
