package io.sextant.history.ledger;

/**
 * What one stage did since the process started. All at one moment: what waits inside is not yet in.
 *
 * @param in events that came
 * @param out events that were passed on
 * @param filtered events that nobody wanted
 * @param lost events that were lost here, and counted
 */
public record StageCounts(
    long timeNanos, String node, LossStage stage, long in, long out, long filtered, long lost) {

  boolean sameCounts(StageCounts other) {
    return in == other.in && out == other.out && filtered == other.filtered && lost == other.lost;
  }
}
