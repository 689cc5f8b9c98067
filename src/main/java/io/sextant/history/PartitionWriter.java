package io.sextant.history;

import io.sextant.durable.DurableFiles;
import io.sextant.flow.Flow;
import io.sextant.history.block.Block;
import io.sextant.history.block.BlockBuilder;
import io.sextant.history.block.Dictionary;
import io.sextant.history.block.Terms;
import io.sextant.history.index.BlockEntry;
import io.sextant.history.index.BlockIndexReader;
import io.sextant.history.index.BlockIndexWriter;
import io.sextant.history.rollup.RollupBuilder;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The files of the partition that is being written. One thread writes blocks, tail and dictionary
 * and forces them; another commits the index meanwhile, and seals when nothing is written any more.
 */
final class PartitionWriter {
  private final Partition partition;
  private final Contents contents;
  private final AppendFile dictionaryLog;
  private final AppendFile tail;
  private final BlockIndexWriter index;
  private final Terms terms = new Terms();
  private final FactsBuilder facts;
  private final RollupBuilder rollup;
  private long tailEnd = -1;
  private volatile int indexedBlocks;

  PartitionWriter(
      Path folder,
      Contents contents,
      AppendFile dictionaryLog,
      AppendFile tail,
      BlockIndexWriter index,
      FactsBuilder facts,
      RollupBuilder rollup) {
    this.contents = contents;
    this.dictionaryLog = dictionaryLog;
    this.tail = tail;
    this.index = index;
    this.facts = facts;
    this.rollup = rollup;
    this.partition = Partition.live(folder, contents, facts());
    this.indexedBlocks = contents.index().blocks();
  }

  /** A new partition in a folder that is not there yet. */
  static PartitionWriter create(Path folder) throws IOException {
    return create(folder, new FactsBuilder(false));
  }

  /** The same for what is left of an old one; it gets sums of its own. */
  static PartitionWriter createThin(Path folder) throws IOException {
    return create(folder, new FactsBuilder(true));
  }

  private static PartitionWriter create(Path folder, FactsBuilder facts) throws IOException {
    DurableFiles.createFolder(folder);
    BlockIndexWriter index = BlockIndexWriter.open(folder.resolve(PartitionFiles.INDEX));
    try {
      Contents contents =
          new Contents(
              new Dictionary(),
              BlockLog.append(folder.resolve(PartitionFiles.BLOCKS), 0),
              new BlockTable(List.of()),
              RollupFile.append(folder.resolve(PartitionFiles.ROLLUP), -1),
              BlockIndexReader.open(folder.resolve(PartitionFiles.INDEX)));
      AppendFile dictionaryLog = AppendFile.open(folder.resolve(PartitionFiles.DICTIONARY), 0);
      AppendFile tail = AppendFile.open(folder.resolve(PartitionFiles.TAIL), 0);
      DurableFiles.forceFolder(folder);
      return new PartitionWriter(
          folder, contents, dictionaryLog, tail, index, facts, new RollupBuilder());
    } catch (IOException e) {
      index.close();
      throw e;
    }
  }

  private PartitionFacts facts() {
    return facts.build(contents.log().written(), dictionaryLog.length());
  }

  /** Sums up a flow that is in a block already; for the thread that adds. */
  void sum(long sequence, Flow flow) {
    rollup.add(sequence, flow);
  }

  /** Sums up the flows of a block that is about to be appended; for the thread that adds. */
  void sum(BlockBuilder rows) {
    rollup.add(rows);
  }

  /** Sums that are due since, to go with the block that holds the last flow of them. */
  ByteBuffer takeSums() {
    ByteBuffer pending = rollup.pending();
    ByteBuffer copy = ByteBuffer.allocate(pending.remaining()).put(pending).flip();
    rollup.written();
    return copy;
  }

  Partition partition() {
    return partition;
  }

  Dictionary dictionary() {
    return contents.dictionary();
  }

  /** Length of the blocks so far; any thread. */
  long bytes() {
    return contents.log().written();
  }

  /** Whether the partition is to give way to a new one; for the thread that adds. */
  boolean isToEnd(PartitionLimits limits) {
    PartitionFacts now = partition.facts();
    return limits.areReached(
        spanNanos(), now.flows(), contents.dictionary().size(), contents.log().written());
  }

  /** Time from the first block to the last one, which a few wrong clocks do not make longer. */
  private long spanNanos() {
    BlockTable.View blocks = partition.published().blocks();
    int last = blocks.size() - 1;
    return last < 1 ? 0 : blocks.minTimeNanos(last) - blocks.maxTimeNanos(0);
  }

  /** Number of blocks that the index's last commit does not know; any thread. */
  int blocksToIndex() {
    return contents.table().view().size() - indexedBlocks;
  }

  void appendDictionary(ByteBuffer entries) throws IOException {
    dictionaryLog.append(entries);
  }

  /**
   * Appends a full block, makes it visible, and adds it to the index.
   *
   * @param sums see {@link #takeSums}
   */
  void appendBlock(BlockBuilder rows, ByteBuffer sums) throws IOException {
    int length = rows.encode(0, rows.count());
    Block block = Block.open(MemorySegment.ofArray(rows.bytes()), 0, contents.dictionary());
    long offset = contents.log().append(ByteBuffer.wrap(rows.bytes(), 0, length));
    BlockEntry entry = PartitionFiles.entry(offset, block);
    rows.terms(terms);
    index.add(entry, terms, rows.bloom());
    facts.add(block);
    contents.table().add(entry);
    appendSums(sums);
  }

  /** Appends sums of flows that are in blocks, and makes both visible. */
  void appendSums(ByteBuffer sums) throws IOException {
    contents.rollup().append(sums);
    partition.publish(facts(), contents.table().view(), contents.rollup().sums());
  }

  /** Appends flows that are in no block yet. */
  void appendTail(ByteBuffer block, long lastSequence) throws IOException {
    tail.append(block);
    tailEnd = lastSequence;
  }

  /** Makes all that was appended durable. */
  void force() throws IOException {
    dictionaryLog.force();
    contents.log().force();
    contents.rollup().force();
    if (tailEnd >= 0 && tailEnd <= facts.lastSequence()) {
      tail.clear();
      tailEnd = -1;
    }
    tail.force();
  }

  /** Commits the index; blocks that are appended meanwhile may be in it or not. */
  void commitIndex() throws IOException {
    boolean committed =
        index.commit(() -> {
          dictionaryLog.force();
          contents.log().force();
        });
    if (committed) {
      contents.refreshIndex();
      indexedBlocks = contents.index().blocks();
    }
  }

  /** Gives back room that was taken for blocks to come. */
  void trim() throws IOException {
    contents.log().trim();
    contents.rollup().trim();
  }

  /** Ends the partition: nothing is written any more, and the next start reads one file of it. */
  void seal() throws IOException {
    rollup.seal();
    appendSums(takeSums());
    force();
    commitIndex();
    trim();
    Path folder = partition.folder();
    PartitionFacts last = facts();
    last.write(folder.resolve(PartitionFiles.SEALED));
    close();
    Files.deleteIfExists(folder.resolve(PartitionFiles.TAIL));
    partition.seal(last);
  }

  /** Stops writing, with the partition as it is; readers go on. */
  void close() throws IOException {
    try (index;
        tail;
        dictionaryLog) {
      indexedBlocks = contents.index().blocks();
    } finally {
      partition.endWriting();
    }
  }
}
