package io.sextant.history;

import io.sextant.history.block.Block;
import io.sextant.history.block.BrokenBlockException;
import io.sextant.history.block.Dictionary;
import io.sextant.history.index.BlockEntry;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/**
 * What is in a partition's folder.
 *
 * <pre>
 *   dict.log     the dictionary; before the blocks that use it
 *   blocks.log   the blocks: journal and payload
 *   tail.log     flows that are in no block yet; only of a partition that is being written
 *   rollup.log   sums of flows in blocks; may be missing or torn, for it can be made anew
 *   lucene/      the index of the blocks
 *   sealed       written last
 * </pre>
 */
final class PartitionFiles {
  static final String DICTIONARY = "dict.log";
  static final String BLOCKS = "blocks.log";
  static final String TAIL = "tail.log";
  static final String ROLLUP = "rollup.log";
  static final String INDEX = "lucene";
  static final String SEALED = "sealed";

  static final Set<String> NAMES = Set.of(DICTIONARY, BLOCKS, TAIL, ROLLUP, INDEX, SEALED);

  private PartitionFiles() {}

  /** The dictionary of a partition that was sealed with so many bytes of it. */
  static Dictionary readDictionary(Path folder, long bytes) throws IOException {
    Dictionary.Replayed read = replayDictionary(folder);
    if (read.goodBytes() != bytes) {
      throw new HistoryException(
          "%s: good up to byte %d, sealed with %d"
              .formatted(folder.resolve(DICTIONARY), read.goodBytes(), bytes));
    }
    return read.dictionary();
  }

  static Dictionary.Replayed replayDictionary(Path folder) throws IOException {
    Path file = folder.resolve(DICTIONARY);
    try {
      return Dictionary.read(MemorySegment.ofArray(AppendFile.read(file)));
    } catch (BrokenBlockException e) {
      throw new HistoryException(file + ": " + e.getMessage());
    }
  }

  /** A block as the index and the table know it. */
  static BlockEntry entry(long offset, Block block) {
    return new BlockEntry(
        offset,
        block.length(),
        block.rows(),
        block.firstSequence(),
        block.lastSequence(),
        block.minTimeNanos(),
        block.maxTimeNanos());
  }

  /** Whether a partition that says that it is sealed has all its files. */
  static void checkSealed(Path folder, PartitionFacts facts) throws IOException {
    checkLength(folder.resolve(DICTIONARY), facts.dictionaryBytes());
    checkLength(folder.resolve(BLOCKS), facts.logBytes());
  }

  private static void checkLength(Path file, long expected) throws IOException {
    long found = Files.exists(file) ? Files.size(file) : -1;
    if (found < expected) {
      throw new HistoryException(
          found < 0
              ? file + " is missing"
              : "%s has %d bytes, sealed with %d".formatted(file, found, expected));
    }
  }
}
