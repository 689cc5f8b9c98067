package io.sextant.history;

import io.sextant.history.block.Block;
import io.sextant.history.block.BrokenBlockException;
import io.sextant.history.block.Dictionary;
import io.sextant.history.index.BlockEntry;
import io.sextant.history.index.BlockIndexReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The open files of a partition as readers need them. Whoever closes it sees to it that nobody
 * reads any more.
 */
final class Contents implements AutoCloseable {
  private final Dictionary dictionary;
  private final BlockLog log;
  private final BlockTable table;
  private final RollupFile rollup;

  /**
   * By block, whether nobody has looked at its check sum yet. Two threads may look at the same one.
   * Blocks beyond it were looked at by {@link Recovery}, or written since.
   */
  private final boolean[] unverified;

  /** Nothing is merged, so older readers hold nothing that the newest does not. */
  private final List<BlockIndexReader> indexes = new ArrayList<>();

  private volatile BlockIndexReader index;

  /** Those of a partition that is written on, all blocks of which are known to be good. */
  Contents(
      Dictionary dictionary,
      BlockLog log,
      BlockTable table,
      RollupFile rollup,
      BlockIndexReader index) {
    this(dictionary, log, table, rollup, index, new boolean[0]);
  }

  private Contents(
      Dictionary dictionary,
      BlockLog log,
      BlockTable table,
      RollupFile rollup,
      BlockIndexReader index,
      boolean[] unverified) {
    this.dictionary = dictionary;
    this.log = log;
    this.table = table;
    this.rollup = rollup;
    this.index = index;
    this.unverified = unverified;
    indexes.add(index);
  }

  /**
   * Opens a partition that nobody writes any more; its index is made again if it is lost.
   *
   * @throws HistoryException if its files do not fit together
   */
  static Contents open(Path folder, PartitionFacts facts) throws IOException {
    Dictionary dictionary = PartitionFiles.readDictionary(folder, facts.dictionaryBytes());
    BlockLog log = BlockLog.read(folder.resolve(PartitionFiles.BLOCKS));
    try {
      SealedLog blocks = new SealedLog(folder, facts, dictionary, log);
      List<BlockEntry> entries = blocks.entries();
      BlockIndexReader index = blocks.openIndex(entries);
      RollupFile rollup = RollupFile.read(folder.resolve(PartitionFiles.ROLLUP));
      boolean[] unverified = new boolean[entries.size()];
      Arrays.fill(unverified, true);
      return new Contents(dictionary, log, new BlockTable(entries), rollup, index, unverified);
    } catch (IOException | RuntimeException e) {
      log.close();
      throw e;
    }
  }

  Dictionary dictionary() {
    return dictionary;
  }

  /**
   * A block, all bytes of which are what was written.
   *
   * @throws BrokenBlockException if they are not
   */
  Block block(BlockTable.View blocks, int block) {
    long offset = blocks.offset(block);
    if (block >= unverified.length || !unverified[block]) {
      return Block.open(log.bytes(), offset, dictionary);
    }
    Block whole = Block.openVerified(log.bytes(), offset, dictionary);
    unverified[block] = false;
    return whole;
  }

  BlockLog log() {
    return log;
  }

  BlockTable table() {
    return table;
  }

  RollupFile rollup() {
    return rollup;
  }

  /** The newest commit of the index. */
  BlockIndexReader index() {
    return index;
  }

  /** Shows a newer commit of the index to those who ask from now on; one thread. */
  void refreshIndex() throws IOException {
    BlockIndexReader newer = index.reopen();
    indexes.add(newer);
    index = newer;
  }

  @Override
  public void close() throws IOException {
    try (log;
        rollup) {
      for (BlockIndexReader opened : indexes) {
        opened.close();
      }
    }
  }
}
