package io.sextant.history.rollup;

/** Is told sums. */
public interface RollupVisitor {

  /**
   * Flows of one key.
   *
   * @param bucketNanos beginning of the stretch of time they are from, see {@link RollupLog#read}
   * @param firstNanos time of the first one, to the millisecond
   */
  void sum(
      long bucketNanos, RollupKey key, long flows, long bytes, long firstNanos, long lastNanos);

  /** Whether pods are to be told, which costs time. */
  boolean wantsPods();

  /** A pod that packets went to or came from. */
  void pod(RollupPod pod, long lastNanos);

  /**
   * Flows that no sums count, as there were too many keys: only reading the flows tells of them.
   */
  void beyond(long flows);
}
