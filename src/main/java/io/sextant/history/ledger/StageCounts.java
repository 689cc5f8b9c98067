package io.sextant.history.ledger;

import io.sextant.flow.LostEvents;

/**
 * What one stage did since the process started. All at one moment: what waits inside is not yet in.
 *
 * @param cpu whose ring it is, or {@link LostEvents#NO_CPU}
 * @param in events that came
 * @param out events that were passed on
 * @param filtered events that nobody wanted
 * @param lost events that were lost here, and counted
 */
public record StageCounts(
    long timeNanos,
    String node,
    LossStage stage,
    int cpu,
    long in,
    long out,
    long filtered,
    long lost) {

  /** Those of a stage that is of no CPU. */
  public StageCounts(
      long timeNanos, String node, LossStage stage, long in, long out, long filtered, long lost) {
    this(timeNanos, node, stage, LostEvents.NO_CPU, in, out, filtered, lost);
  }

  boolean sameCounts(StageCounts other) {
    return in == other.in && out == other.out && filtered == other.filtered && lost == other.lost;
  }
}
