package io.sextant.history;

import io.sextant.flow.Verdict;
import io.sextant.history.block.Block;
import java.util.Arrays;

/** Adds up the headers of a partition's blocks, in the order of the log; belongs to one thread. */
final class FactsBuilder {
  private static final Verdict[] VERDICTS = Verdict.values();

  private final boolean thinned;
  private final long[] verdicts = new long[VERDICTS.length];
  private long flows;
  private int blocks;
  private long firstSequence;
  private long lastSequence = -1;
  private long minTimeNanos = Long.MAX_VALUE;
  private long maxTimeNanos = Long.MIN_VALUE;

  FactsBuilder(boolean thinned) {
    this.thinned = thinned;
  }

  void add(Block block) {
    if (blocks == 0) {
      firstSequence = block.firstSequence();
    }
    blocks++;
    flows += block.rows();
    lastSequence = block.lastSequence();
    minTimeNanos = Math.min(minTimeNanos, block.minTimeNanos());
    maxTimeNanos = Math.max(maxTimeNanos, block.maxTimeNanos());
    for (int i = 0; i < verdicts.length; i++) {
      verdicts[i] += block.count(VERDICTS[i]);
    }
  }

  /** Sequence number of the last flow; -1 if there is none. */
  long lastSequence() {
    return lastSequence;
  }

  PartitionFacts build(long logBytes, long dictionaryBytes) {
    return new PartitionFacts(
        flows,
        blocks,
        firstSequence,
        lastSequence,
        minTimeNanos,
        maxTimeNanos,
        logBytes,
        dictionaryBytes,
        Arrays.stream(verdicts).boxed().toList(),
        thinned);
  }
}
