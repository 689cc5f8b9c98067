package io.sextant.history;

import io.sextant.flow.Flow;
import io.sextant.history.block.Block;
import io.sextant.history.block.Scratch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Predicate;

/** Writes flows of other blocks into a partition; belongs to one thread. */
final class RowCopy implements AutoCloseable {
  private final PartitionWriter writer;
  private final OpenBlock open;
  private final Scratch scratch = new Scratch();
  private long[] sequences = new long[ActivePartition.ROWS_WHEN_BEHIND];
  private long lastSequence;

  RowCopy(PartitionWriter writer) {
    this.writer = writer;
    this.open = new OpenBlock(writer.dictionary(), ActivePartition.ROWS);
    this.lastSequence = writer.partition().facts().lastSequence();
  }

  /** All flows that come after what the partition has. */
  void add(Block block) throws IOException {
    add(block, _ -> true);
  }

  /** Those of them that are wanted. */
  void add(Block block, Predicate<Flow> wanted) throws IOException {
    if (sequences.length < block.rows()) {
      sequences = new long[block.rows()];
    }
    block.sequences(scratch, sequences);
    for (int row = 0; row < block.rows(); row++) {
      if (sequences[row] > lastSequence) {
        Flow flow = block.flow(row, scratch);
        if (wanted.test(flow)) {
          add(sequences[row], flow);
        }
      }
    }
  }

  private void add(long sequence, Flow flow) throws IOException {
    open.add(sequence, flow);
    lastSequence = sequence;
    if (open.isFull(ActivePartition.ROWS)) {
      flush();
    }
  }

  /** Writes what there is as a block. */
  void flush() throws IOException {
    if (open.rows() > 0) {
      ByteBuffer pending = writer.dictionary().pending();
      if (pending.hasRemaining()) {
        writer.appendDictionary(pending);
        writer.dictionary().written();
      }
      writer.sum(open.builder());
      writer.appendBlock(open.builder(), writer.takeSums());
      open.clear();
    }
  }

  @Override
  public void close() {
    open.close();
    scratch.close();
  }
}
