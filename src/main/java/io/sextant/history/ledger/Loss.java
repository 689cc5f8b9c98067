package io.sextant.history.ledger;

import io.sextant.flow.LostEvents;
import io.sextant.flow.Node;

/**
 * Events that were lost in one place: one report of it, or several of one place and time together.
 *
 * @param sequence position in the store at which the first report stands
 * @param lastSequence position of the last report
 * @param timeNanos when the first report was made, nanoseconds since the Unix epoch
 * @param node its name
 * @param cpu whose ring it was, or {@link LostEvents#NO_CPU}
 * @param count at least 1
 * @param firstNanos when the first event was lost, as far as that is known
 * @param lastNanos when the last one was
 */
public record Loss(
    long sequence,
    long lastSequence,
    long timeNanos,
    String node,
    LossStage stage,
    int cpu,
    long count,
    long firstNanos,
    long lastNanos)
    implements LedgerEntry {

  public Loss {
    if (count < 1) {
      throw new IllegalArgumentException("count " + count + " of a loss: at least 1 is possible");
    }
    if (lastSequence < sequence) {
      throw new IllegalArgumentException(
          "a loss ends at " + lastSequence + " before it begins at " + sequence);
    }
  }

  static Loss of(long sequence, LossStage stage, LostEvents lost) {
    long first = lost.firstNanos() == 0 ? lost.timeNanos() : lost.firstNanos();
    long last = lost.lastNanos() == 0 ? lost.timeNanos() : lost.lastNanos();
    return new Loss(
        sequence,
        sequence,
        lost.timeNanos(),
        lost.node().name(),
        stage,
        lost.cpu(),
        lost.count(),
        first,
        last);
  }

  /** As it stands among flows. The node comes without its labels. */
  public LostEvents event() {
    return new LostEvents(
        timeNanos, Node.named(node), stage.source(), count, cpu, firstNanos, lastNanos);
  }

  /**
   * Sequence numbers that were given to what it is about, from {@link #sequence} on; at least 1.
   */
  public long places() {
    return switch (stage) {
      case HISTORY_WRITER -> count;
      case HISTORY_STORE -> Math.min(count, lastSequence - sequence + 1);
      case KERNEL_RING, READER_QUEUE, DECODING, MEMORY_RING, UNKNOWN, HISTORY_DAMAGE -> 1;
    };
  }

  /**
   * Events of it that are lost to one who can read all that is from a sequence number on: what
   * could not be stored is there as long as the memory has it. Of a report that stands for a
   * stretch that the number cuts, as many as may be before it.
   */
  long lostBefore(long readableFrom) {
    if (stage != LossStage.HISTORY_STORE || lastSequence < readableFrom) {
      return count;
    }
    long readable = lastSequence - Math.max(sequence, readableFrom) + 1;
    return Math.max(0, count - readable);
  }

  /** This and a later report of the same place. */
  Loss and(Loss later) {
    return new Loss(
        Math.min(sequence, later.sequence),
        Math.max(lastSequence, later.lastSequence),
        Math.min(timeNanos, later.timeNanos),
        node,
        stage,
        cpu,
        saturatedSum(count, later.count),
        Math.min(firstNanos, later.firstNanos),
        Math.max(lastNanos, later.lastNanos));
  }

  static long saturatedSum(long a, long b) {
    return a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b;
  }
}
