package io.sextant.history;

import io.sextant.history.block.Block;
import io.sextant.history.block.BlockBuilder;
import io.sextant.history.block.Dictionary;
import io.sextant.history.block.Scratch;
import io.sextant.history.block.Terms;
import org.jspecify.annotations.Nullable;

/** The terms of blocks that are written already; belongs to one thread. */
final class BlockTerms implements AutoCloseable {
  private final Dictionary dictionary;
  private final Scratch scratch = new Scratch();
  private final Terms terms = new Terms();
  private @Nullable BlockBuilder builder;
  private byte @Nullable [] bloom;
  private int capacity;

  BlockTerms(Dictionary dictionary) {
    this.dictionary = dictionary;
  }

  /** Makes them from the flows, as they were made first. */
  void read(Block block) {
    BlockBuilder rows = builder(block.rows());
    long[] sequences = new long[block.rows()];
    block.sequences(scratch, sequences);
    for (int row = 0; row < block.rows(); row++) {
      rows.add(sequences[row], block.flow(row, scratch));
    }
    rows.encode(0, rows.count());
    rows.terms(terms);
    bloom = rows.bloom();
  }

  Terms terms() {
    return terms;
  }

  byte @Nullable [] bloom() {
    return bloom;
  }

  private BlockBuilder builder(int rows) {
    BlockBuilder known = builder;
    if (known == null || rows > capacity) {
      if (known != null) {
        known.close();
      }
      capacity = Math.max(rows, ActivePartition.ROWS);
      known = new BlockBuilder(dictionary, capacity);
      builder = known;
    }
    known.clear();
    return known;
  }

  @Override
  public void close() {
    scratch.close();
    if (builder != null) {
      builder.close();
    }
  }
}
