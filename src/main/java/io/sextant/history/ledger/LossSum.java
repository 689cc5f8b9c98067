package io.sextant.history.ledger;

/** Events lost in one place during an interval. */
public record LossSum(
    String node, LossStage stage, int cpu, long count, long firstNanos, long lastNanos) {

  static LossSum of(Loss loss) {
    return new LossSum(
        loss.node(), loss.stage(), loss.cpu(), loss.count(), loss.firstNanos(), loss.lastNanos());
  }

  LossSum and(LossSum other) {
    return new LossSum(
        node,
        stage,
        cpu,
        Loss.saturatedSum(count, other.count),
        Math.min(firstNanos, other.firstNanos),
        Math.max(lastNanos, other.lastNanos));
  }
}
