package io.sextant.history;

import io.sextant.durable.DurableFiles;
import io.sextant.history.block.Block;
import io.sextant.history.block.BrokenBlockException;
import io.sextant.history.block.Dictionary;
import io.sextant.history.block.Scratch;
import io.sextant.history.index.BlockEntry;
import io.sextant.history.index.BlockIndexReader;
import io.sextant.history.index.BlockIndexWriter;
import io.sextant.history.index.IndexBrokenException;
import io.sextant.history.rollup.RollupBuilder;
import io.sextant.history.rollup.RollupLog;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Reads a partition that was not sealed, so that it can be written on: what its index knows, the
 * blocks behind that, and the flows of its tail. All of it is held against its check sums.
 *
 * <pre>
 *   blocks.log  | in the index's commit | read again | torn, cut off |
 *   tail.log      rows behind the last block ──► one more block
 *   rollup.log    sums of the blocks before; the rest is summed up again
 * </pre>
 */
final class Recovery {
  private static final ValueLayout.OfInt FIRST_BYTES = ValueLayout.JAVA_INT_UNALIGNED;
  private static final Logger LOG = Logger.getLogger(Recovery.class.getName());

  private final Path folder;
  private final Dictionary dictionary;
  private final long dictionaryBytes;
  private final boolean dictionaryTorn;
  private final List<BlockEntry> entries = new ArrayList<>();
  private final FactsBuilder facts = new FactsBuilder(false);

  /** Up to here the log was durable when the index was committed. */
  private long committed;

  private Recovery(Path folder, Dictionary.Replayed read) throws IOException {
    this.folder = folder;
    this.dictionary = read.dictionary();
    this.dictionaryBytes = read.goodBytes();
    Path log = folder.resolve(PartitionFiles.DICTIONARY);
    this.dictionaryTorn = Files.exists(log) && Files.size(log) > dictionaryBytes;
  }

  /**
   * Opens a partition to be written on.
   *
   * @throws HistoryException if it is damaged where it cannot be by a crash
   */
  static PartitionWriter recover(Path folder) throws IOException {
    return new Recovery(folder, PartitionFiles.replayDictionary(folder)).open();
  }

  private PartitionWriter open() throws IOException {
    Path log = folder.resolve(PartitionFiles.BLOCKS);
    if (Files.notExists(log)) {
      if (dictionaryBytes > 0) {
        throw new HistoryException(log + " is missing");
      }
      DurableFiles.delete(folder);
      return PartitionWriter.create(folder);
    }
    Path indexFolder = folder.resolve(PartitionFiles.INDEX);
    try (Arena arena = Arena.ofConfined();
        FileChannel channel = FileChannel.open(log, StandardOpenOption.READ)) {
      MemorySegment bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
      readIndexed(bytes, indexFolder);
      BlockIndexWriter index = BlockIndexWriter.open(indexFolder);
      try {
        readBehind(bytes, index);
        return writer(index, indexFolder);
      } catch (IOException | RuntimeException e) {
        index.close();
        throw e;
      }
    }
  }

  private PartitionWriter writer(BlockIndexWriter index, Path indexFolder) throws IOException {
    long end = end();
    BlockLog log = BlockLog.append(folder.resolve(PartitionFiles.BLOCKS), end);
    byte[] tail = AppendFile.read(folder.resolve(PartitionFiles.TAIL));
    RollupFile rollup =
        RollupFile.append(folder.resolve(PartitionFiles.ROLLUP), facts.lastSequence());
    Contents contents =
        new Contents(
            dictionary, log, new BlockTable(entries), rollup, BlockIndexReader.open(indexFolder));
    PartitionWriter writer =
        new PartitionWriter(
            folder,
            contents,
            AppendFile.open(folder.resolve(PartitionFiles.DICTIONARY), dictionaryBytes),
            AppendFile.open(folder.resolve(PartitionFiles.TAIL), tail.length),
            index,
            facts,
            builder(rollup.sums()));
    sumAgain(writer, log, rollup.sums().replayFrom());
    readTail(writer, MemorySegment.ofArray(tail));
    return writer;
  }

  private static RollupBuilder builder(RollupLog sums) {
    return sums.goodBytes() == 0 ? new RollupBuilder() : RollupBuilder.resume(sums);
  }

  /** Sums up the flows of blocks that were not in written sums yet. */
  private void sumAgain(PartitionWriter writer, BlockLog log, long from) throws IOException {
    try (Scratch scratch = new Scratch()) {
      for (BlockEntry entry : entries) {
        if (entry.lastSequence() >= from) {
          Block block = Block.open(log.bytes(), entry.offset(), dictionary);
          long[] sequences = new long[block.rows()];
          block.sequences(scratch, sequences);
          for (int row = 0; row < sequences.length; row++) {
            if (sequences[row] >= from) {
              writer.sum(sequences[row], block.flow(row, scratch));
            }
          }
          writer.appendSums(writer.takeSums());
        }
      }
    }
  }

  private long end() {
    return entries.isEmpty() ? 0 : entries.getLast().end();
  }

  /** What the last commit knows; an index that does not fit the log is made anew. */
  private void readIndexed(MemorySegment bytes, Path indexFolder) throws IOException {
    try (BlockIndexReader index = BlockIndexReader.open(indexFolder)) {
      entries.addAll(index.entries());
    } catch (IndexBrokenException e) {
      discard(indexFolder, e.getMessage());
    }
    committed = end();
    if (!entries.isEmpty() && !isThere(bytes, entries.getLast())) {
      checkCommitted(bytes, entries.getLast().offset());
      entries.clear();
      discard(indexFolder, "its last block is not in the log");
    }
    for (BlockEntry entry : entries) {
      addFacts(bytes, entry.offset());
    }
  }

  private static void discard(Path indexFolder, @Nullable String why) throws IOException {
    LOG.log(
        Level.WARNING,
        "the index {0} is made again from the blocks: {1}",
        new Object[] {indexFolder, why});
    DurableFiles.delete(indexFolder);
  }

  /** The block at an offset; null if there is none that is whole. */
  private @Nullable Block whole(MemorySegment bytes, long offset) {
    try {
      return Block.openVerified(bytes, offset, dictionary);
    } catch (BrokenBlockException e) {
      return null;
    }
  }

  private boolean isThere(MemorySegment bytes, BlockEntry entry) {
    Block block = whole(bytes, entry.offset());
    return block != null && block.lastSequence() == entry.lastSequence();
  }

  private void addFacts(MemorySegment bytes, long offset) throws HistoryException {
    try {
      facts.add(Block.openVerified(bytes, offset, dictionary));
    } catch (BrokenBlockException e) {
      throw new HistoryException(
          "%s at %d: %s".formatted(folder.resolve(PartitionFiles.BLOCKS), offset, e.getMessage()));
    }
  }

  /** Blocks behind the commit, up to the first that is not whole. */
  private void readBehind(MemorySegment bytes, BlockIndexWriter index) throws IOException {
    try (BlockTerms terms = new BlockTerms(dictionary)) {
      Block block = whole(bytes, end());
      while (block != null && block.firstSequence() > facts.lastSequence()) {
        BlockEntry entry = PartitionFiles.entry(end(), block);
        terms.read(block);
        index.add(entry, terms.terms(), terms.bloom());
        facts.add(block);
        entries.add(entry);
        block = whole(bytes, end());
      }
    }
    checkCut(bytes);
  }

  /** Of a place where no block is: whether one was. */
  private void checkCommitted(MemorySegment bytes, long place) throws HistoryException {
    if (place < committed && committed <= bytes.byteSize() && bytes.get(FIRST_BYTES, place) != 0) {
      throw new HistoryException(
          "%s is damaged at %d, before %d where its last commit ends"
              .formatted(folder.resolve(PartitionFiles.BLOCKS), place, committed));
    }
  }

  /**
   * A crash tears the end of the log, but nothing that was committed, and never leaves blocks
   * behind a torn dictionary.
   */
  private void checkCut(MemorySegment bytes) throws HistoryException {
    long left = bytes.byteSize() - end();
    if (left < Integer.BYTES || bytes.get(FIRST_BYTES, end()) == 0) {
      return;
    }
    checkCommitted(bytes, end());
    if (dictionaryTorn) {
      throw new HistoryException(
          "%s is damaged behind byte %d, and %s goes on behind %d"
              .formatted(PartitionFiles.DICTIONARY, dictionaryBytes, PartitionFiles.BLOCKS, end()));
    }
  }

  /** Flows that were durable before they got into a block become blocks. */
  private void readTail(PartitionWriter writer, MemorySegment tail) throws IOException {
    try (RowCopy copy = new RowCopy(writer)) {
      long offset = 0;
      for (Block block = whole(tail, 0); block != null; block = whole(tail, offset)) {
        copy.add(block);
        offset += block.length();
      }
      copy.flush();
    }
  }
}
