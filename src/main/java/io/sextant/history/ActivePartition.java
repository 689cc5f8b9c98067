package io.sextant.history;

import io.sextant.flow.Flow;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The writer's side of the partition that is being written; belongs to the writer's thread. After a
 * failure it can only be abandoned.
 *
 * <pre>
 *   add ──► open block ──full──► blocks.log, index ──┐
 *               └── each 50 ms ──► tail.log ─────────┴──► forced ──► acknowledged
 * </pre>
 */
final class ActivePartition {
  static final int ROWS = 1_024;
  static final int ROWS_WHEN_BEHIND = 4_096;

  /** A block that fills faster than this is followed by a large one. */
  private static final Duration FAST = Duration.ofMillis(10);

  /** A large block that fills slower than this is followed by a small one. */
  private static final Duration SLOW = Duration.ofMillis(80);

  private final PartitionWriter writer;
  private final DiskThread disk;
  private final List<OpenBlock> blocks = new ArrayList<>();
  private final BlockingQueue<OpenBlock> free;
  private @Nullable OpenBlock open;
  private int targetRows = ROWS;
  private final long begunNanos = System.nanoTime();
  private long flows;
  private long openedNanos;
  private long lastBlockSequence;
  private long forcedSequence;
  private boolean wroteBlock;

  ActivePartition(PartitionWriter writer, DiskThread disk, int openBlocks) {
    this.writer = writer;
    this.disk = disk;
    this.free = new ArrayBlockingQueue<>(openBlocks);
    for (int i = 0; i < openBlocks; i++) {
      blocks.add(new OpenBlock(writer.dictionary(), ROWS_WHEN_BEHIND));
    }
    free.addAll(blocks);
    PartitionFacts facts = writer.partition().facts();
    flows = facts.flows();
    lastBlockSequence = facts.lastSequence();
    forcedSequence = lastBlockSequence;
  }

  PartitionWriter writer() {
    return writer;
  }

  /** Whether it is out of service: what would be added now is not found. */
  boolean isSetAside() {
    return writer.partition().isRetired();
  }

  /** Flows that were given to the partition, and those that it began with. */
  long flows() {
    return flows;
  }

  /** Gives whether a block was full and is written. */
  boolean add(long sequence, Flow flow) throws IOException {
    flows++;
    OpenBlock block = open == null ? take() : open;
    if (block.rows() == 0) {
      openedNanos = System.nanoTime();
    }
    block.add(sequence, flow);
    if (!block.isFull(targetRows)) {
      return false;
    }
    write(block);
    adaptRows();
    return true;
  }

  /**
   * Whether the partition is to give way to a new one though no block is full: it reaches far
   * enough, or was begun long enough ago, which its flows do not tell when none come any more.
   */
  boolean isToEnd(long nowNanos, PartitionLimits limits) {
    return flows > 0
        && (nowNanos - begunNanos >= limits.longestSpan().toNanos() || writer.isToEnd(limits));
  }

  /** Writes the open block if its first flow has waited for so long. */
  void writeIfOlder(long nowNanos, Duration age) throws IOException {
    OpenBlock block = open;
    if (block != null && block.rows() > 0 && nowNanos - openedNanos >= age.toNanos()) {
      write(block);
    }
  }

  /**
   * Makes all durable that has waited. Flows that are in no block get into the tail, if there was
   * time for it since the last block.
   *
   * @param acknowledge told the last durable sequence number, on the disk's thread
   */
  void force(LongConsumer acknowledge) throws IOException {
    OpenBlock block = open;
    long upTo = lastBlockSequence;
    if (!wroteBlock && block != null && block.untailed() > 0) {
      upTo = block.lastSequence();
      writeTail(block.takeTail(), upTo);
    }
    wroteBlock = false;
    if (upTo > forcedSequence) {
      forcedSequence = upTo;
      forceUpTo(upTo, acknowledge);
    }
  }

  /** Writes what there is as a block; all is durable when this returns. */
  void flush(LongConsumer acknowledge) throws IOException {
    OpenBlock block = open;
    if (block != null && block.rows() > 0) {
      write(block);
    }
    forcedSequence = lastBlockSequence;
    forceUpTo(lastBlockSequence, acknowledge);
    disk.drain();
  }

  /** Leaves everything as it is. */
  void abandon() {
    try {
      disk.drain();
    } catch (IOException e) {
      // Told already: this is why it is abandoned.
    }
    close();
  }

  /** Nothing is added any more, and the disk is idle. */
  void close() {
    blocks.forEach(OpenBlock::close);
  }

  private OpenBlock take() throws IOException {
    try {
      OpenBlock block = free.take();
      open = block;
      return block;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while the disk was busy", e);
    }
  }

  private void write(OpenBlock block) throws IOException {
    writeDictionary();
    lastBlockSequence = block.lastSequence();
    wroteBlock = true;
    open = null;
    writer.sum(block.builder());
    ByteBuffer sums = writer.takeSums();
    disk.run(() -> {
      writer.appendBlock(block.builder(), sums);
      block.clear();
      free.add(block);
    });
  }

  private void writeTail(ByteBuffer tail, long lastSequence) throws IOException {
    writeDictionary();
    disk.run(() -> writer.appendTail(tail, lastSequence));
  }

  private void writeDictionary() throws IOException {
    ByteBuffer pending = writer.dictionary().pending();
    if (pending.hasRemaining()) {
      ByteBuffer copy = ByteBuffer.allocate(pending.remaining()).put(pending).flip();
      writer.dictionary().written();
      disk.run(() -> writer.appendDictionary(copy));
    }
  }

  private void forceUpTo(long sequence, LongConsumer acknowledge) throws IOException {
    disk.run(() -> {
      writer.force();
      acknowledge.accept(sequence);
    });
  }

  /** Small blocks answer faster, large ones cost less: large ones only when flows come fast. */
  private void adaptRows() {
    long took = System.nanoTime() - openedNanos;
    if (targetRows == ROWS && took < FAST.toNanos()) {
      targetRows = ROWS_WHEN_BEHIND;
    } else if (targetRows == ROWS_WHEN_BEHIND && took > SLOW.toNanos()) {
      targetRows = ROWS;
    }
  }
}
