package io.sextant;

import io.sextant.flow.Node;
import io.sextant.history.ledger.LossStage;
import io.sextant.history.ledger.StageCounts;
import io.sextant.ring.RingCounters;
import io.sextant.store.EventStore;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * What each stage on the way into the memory did so far, all at one moment: taken once a second by
 * the pipeline's thread from counters that are there anyway, read by any.
 *
 * <pre>
 *   kernel ring ─► queue ─► decoding ─┐
 *                           ready, news, losses told ─► memory ring
 * </pre>
 */
final class StageBook implements Supplier<List<StageCounts>> {
  private final Node node;
  private final EventStore store;
  private volatile Supplier<List<RingCounters>> rings = List::of;
  private volatile List<StageCounts> latest = List.of();

  /**
   * @param store what the pipeline appends to
   */
  StageBook(Node node, EventStore store) {
    this.node = node;
    this.store = store;
  }

  /**
   * What the pipeline did so far.
   *
   * @param samples that came
   * @param refused of them, by the decoder or for a fault of ours
   * @param ready events that needed no decoding
   * @param news of the agent that were passed on
   * @param lostNews of the agent
   * @param told losses that were appended as events
   */
  record Sums(long samples, long refused, long ready, long news, long lostNews, long told) {}

  /** Samples come through these from now on. */
  void readFrom(Supplier<List<RingCounters>> counters) {
    rings = counters;
  }

  /** Takes all counts; on the pipeline's thread, between two events. */
  void take(long timeNanos, Sums sums) {
    List<StageCounts> counts = new ArrayList<>();
    for (RingCounters ring : rings.get()) {
      counts.add(kernelRing(timeNanos, ring));
      counts.add(queue(timeNanos, ring));
    }
    if (sums.news() + sums.lostNews() > 0) {
      counts.add(
          counts(
              timeNanos,
              LossStage.READER_QUEUE,
              sums.news() + sums.lostNews(),
              sums.news(),
              sums.lostNews()));
    }
    long decoded = sums.samples() - sums.refused();
    counts.add(counts(timeNanos, LossStage.DECODING, sums.samples(), decoded, sums.refused()));
    long appended = decoded + sums.ready() + sums.news() + sums.told();
    counts.add(counts(timeNanos, LossStage.MEMORY_RING, appended, store.appended(), 0));
    latest = List.copyOf(counts);
  }

  private StageCounts kernelRing(long timeNanos, RingCounters ring) {
    long lost = ring.kernelLost() + ring.malformed();
    return new StageCounts(
        timeNanos,
        node.name(),
        LossStage.KERNEL_RING,
        ring.cpu(),
        ring.received() + lost,
        ring.received(),
        0,
        lost);
  }

  /** Samples that wait in the queue are not in yet. */
  private StageCounts queue(long timeNanos, RingCounters ring) {
    return new StageCounts(
        timeNanos,
        node.name(),
        LossStage.READER_QUEUE,
        ring.cpu(),
        ring.delivered() + ring.queueLost(),
        ring.delivered(),
        0,
        ring.queueLost());
  }

  private StageCounts counts(long timeNanos, LossStage stage, long in, long out, long lost) {
    return new StageCounts(timeNanos, node.name(), stage, in, out, 0, lost);
  }

  /** The last that were taken. */
  @Override
  public List<StageCounts> get() {
    return latest;
  }
}
