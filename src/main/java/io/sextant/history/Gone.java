package io.sextant.history;

import io.sextant.history.index.BlockEntry;
import io.sextant.history.index.BlockIndexReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Flows that were stored and cannot be read any more.
 *
 * @param sequence of the first
 * @param flows number of them
 * @param firstNanos time of the oldest, nanoseconds since the Unix epoch
 * @param lastNanos time of the newest
 */
record Gone(long sequence, long flows, long firstNanos, long lastNanos) {

  /**
   * Those of a partition that was set aside: block by block where its index is good, as a whole
   * where only what it was sealed with is; none where nothing tells.
   */
  static List<Gone> of(Path partition) {
    try {
      return ofBlocks(partition.resolve(PartitionFiles.INDEX));
    } catch (IOException e) {
      return ofFacts(partition.resolve(PartitionFiles.SEALED));
    }
  }

  private static List<Gone> ofBlocks(Path index) throws IOException {
    try (BlockIndexReader blocks = BlockIndexReader.open(index)) {
      return blocks.entries().stream().map(Gone::of).toList();
    }
  }

  private static Gone of(BlockEntry block) {
    return new Gone(
        block.firstSequence(), block.rows(), block.minTimeNanos(), block.maxTimeNanos());
  }

  private static List<Gone> ofFacts(Path file) {
    try {
      PartitionFacts facts = PartitionFacts.read(file);
      return facts.flows() == 0
          ? List.of()
          : List.of(
              new Gone(
                  facts.firstSequence(),
                  facts.flows(),
                  facts.minTimeNanos(),
                  facts.maxTimeNanos()));
    } catch (IOException e) {
      return List.of();
    }
  }
}
