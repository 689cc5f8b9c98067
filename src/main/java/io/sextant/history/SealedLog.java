package io.sextant.history;

import io.sextant.durable.DurableFiles;
import io.sextant.history.block.Block;
import io.sextant.history.block.BrokenBlockException;
import io.sextant.history.block.Dictionary;
import io.sextant.history.index.BlockEntry;
import io.sextant.history.index.BlockIndexReader;
import io.sextant.history.index.BlockIndexWriter;
import io.sextant.history.index.IndexBrokenException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The blocks of a sealed partition, every header of which is looked at, and their index. */
final class SealedLog {
  private static final Logger LOG = Logger.getLogger(SealedLog.class.getName());

  private final Path folder;
  private final PartitionFacts facts;
  private final Dictionary dictionary;
  private final BlockLog log;

  SealedLog(Path folder, PartitionFacts facts, Dictionary dictionary, BlockLog log) {
    this.folder = folder;
    this.facts = facts;
    this.dictionary = dictionary;
    this.log = log;
  }

  /** All blocks, which are what was sealed. */
  List<BlockEntry> entries() throws HistoryException {
    List<BlockEntry> entries = new ArrayList<>(facts.blocks());
    long offset = 0;
    try {
      while (entries.size() < facts.blocks()) {
        BlockEntry entry =
            PartitionFiles.entry(offset, Block.open(log.bytes(), offset, dictionary));
        entries.add(entry);
        offset = entry.end();
      }
    } catch (BrokenBlockException e) {
      throw new HistoryException(
          "%s at %d: %s".formatted(folder.resolve(PartitionFiles.BLOCKS), offset, e.getMessage()));
    }
    if (offset != facts.logBytes()) {
      throw new HistoryException(
          "%s has blocks of %d bytes, sealed with %d"
              .formatted(folder.resolve(PartitionFiles.BLOCKS), offset, facts.logBytes()));
    }
    return entries;
  }

  /** The index of these blocks; made again if it is lost, damaged, or of others. */
  BlockIndexReader openIndex(List<BlockEntry> entries) throws IOException {
    Path path = folder.resolve(PartitionFiles.INDEX);
    if (Files.isDirectory(path)) {
      try {
        BlockIndexReader index = BlockIndexReader.open(path);
        if (index.entries().equals(entries)) {
          return index;
        }
        index.close();
      } catch (IndexBrokenException e) {
        LOG.log(Level.FINE, "a damaged index", e);
      }
    }
    LOG.log(Level.WARNING, "the index {0} is made again from the blocks", path);
    DurableFiles.delete(path);
    makeIndex(path, entries);
    return BlockIndexReader.open(path);
  }

  private void makeIndex(Path path, List<BlockEntry> entries) throws IOException {
    try (BlockIndexWriter index = BlockIndexWriter.open(path);
        BlockTerms terms = new BlockTerms(dictionary)) {
      for (BlockEntry entry : entries) {
        terms.read(Block.openVerified(log.bytes(), entry.offset(), dictionary));
        index.add(entry, terms.terms(), terms.bloom());
      }
      index.commit(() -> {});
    } catch (BrokenBlockException e) {
      throw new HistoryException(folder + ": " + e.getMessage());
    }
  }
}
