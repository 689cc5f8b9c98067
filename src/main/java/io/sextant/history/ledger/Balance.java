package io.sextant.history.ledger;

/**
 * What one stage did during an interval, from counts that were written about each ten seconds.
 *
 * @param cpu whose ring it is, or {@link io.sextant.flow.LostEvents#NO_CPU}
 * @param fromNanos when the counts begin: at the last that were written before the interval, or
 *     with the process
 * @param untilNanos when they end
 */
public record Balance(
    String node,
    LossStage stage,
    int cpu,
    long fromNanos,
    long untilNanos,
    long in,
    long out,
    long filtered,
    long lost) {

  /** Events that came and of which nobody knows what became; negative when more left than came. */
  public long missing() {
    return in - out - filtered - lost;
  }

  /** Whether all that came was passed on, filtered, or counted as lost. */
  public boolean holds() {
    return missing() == 0;
  }

  Balance and(Balance other) {
    return new Balance(
        node,
        stage,
        cpu,
        Math.min(fromNanos, other.fromNanos),
        Math.max(untilNanos, other.untilNanos),
        in + other.in,
        out + other.out,
        filtered + other.filtered,
        lost + other.lost);
  }
}
