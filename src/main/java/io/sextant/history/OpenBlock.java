package io.sextant.history;

import io.sextant.flow.Flow;
import io.sextant.history.block.BlockBuilder;
import io.sextant.history.block.Dictionary;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** The flows that are in no block yet; belongs to one thread at a time. */
final class OpenBlock implements AutoCloseable {
  private final BlockBuilder builder;
  private int tailed;

  /**
   * @param mostRows flows that it can take
   */
  OpenBlock(Dictionary dictionary, int mostRows) {
    builder = new BlockBuilder(dictionary, mostRows);
  }

  void add(long sequence, Flow flow) {
    builder.add(sequence, flow);
  }

  /** Whether it has so many rows, or cannot take more. */
  boolean isFull(int rows) {
    return builder.count() >= rows || builder.isFull();
  }

  int rows() {
    return builder.count();
  }

  /** Flows that are in no tail either. */
  int untailed() {
    return builder.count() - tailed;
  }

  long lastSequence() {
    return builder.lastSequence();
  }

  BlockBuilder builder() {
    return builder;
  }

  /** A small block of the flows since the last one, in bytes of its own. */
  ByteBuffer takeTail() {
    int length = builder.encode(tailed, builder.count());
    tailed = builder.count();
    return ByteBuffer.wrap(Arrays.copyOf(builder.bytes(), length));
  }

  void clear() {
    builder.clear();
    tailed = 0;
  }

  @Override
  public void close() {
    builder.close();
  }
}
