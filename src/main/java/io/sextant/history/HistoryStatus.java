package io.sextant.history;

import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * How history is.
 *
 * @param state whether flows are stored
 * @param partitions that are served
 * @param flows in their blocks
 * @param bytes of them on the disk
 * @param oldestNanos wall time of the oldest flow
 * @param givenSequence of the last flow that was taken to be stored
 * @param acknowledgedSequence all flows up to it are durable, or counted as not stored
 * @param sealedSequence of the last flow that is in a block
 * @param notStored flows that are not in history, by reason
 * @param usableBytes that may still be written on the disk
 * @param daysUntilFull at the growth of the last hour, or since storing went on; empty while that
 *     is not known, or none; 0 while the disk is full
 * @param setAside partitions that could not be read
 * @param dropped partitions that retention took since the start
 */
public record HistoryStatus(
    HistoryState state,
    int partitions,
    long flows,
    long bytes,
    OptionalLong oldestNanos,
    long givenSequence,
    long acknowledgedSequence,
    long sealedSequence,
    Map<NotStored.Reason, Long> notStored,
    long usableBytes,
    OptionalDouble daysUntilFull,
    int setAside,
    long dropped) {
  public HistoryStatus {
    notStored = Map.copyOf(notStored);
  }

  /** What a flow takes on the disk; 0 without flows. */
  public double bytesPerFlow() {
    return flows == 0 ? 0 : (double) bytes / flows;
  }

  /** Flows that are not in history for one reason. */
  public long notStored(NotStored.Reason reason) {
    return notStored.getOrDefault(reason, 0L);
  }

  /** Sequence numbers that were taken and are not durable yet. */
  public long lag() {
    return Math.max(0, givenSequence - acknowledgedSequence);
  }
}
