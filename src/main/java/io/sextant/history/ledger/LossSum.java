package io.sextant.history.ledger;

import java.util.Comparator;

/** Events lost in one place during an interval. */
public record LossSum(
    String node, LossStage stage, int cpu, long count, long firstNanos, long lastNanos) {

  /** Orders places by node, way and CPU. */
  static String place(String node, LossStage stage, int cpu) {
    return "%s\0%02d%011d".formatted(node, stage.number(), cpu);
  }

  /** The same order. */
  static final Comparator<LossSum> ORDER =
      Comparator.comparing(LossSum::node)
          .thenComparing(LossSum::stage)
          .thenComparingInt(LossSum::cpu);

  /** What sums are made of. */
  record Place(String node, LossStage stage, int cpu) {
    static Place of(Loss loss) {
      return new Place(loss.node(), loss.stage(), loss.cpu());
    }
  }

  static LossSum of(Loss loss, long count) {
    return new LossSum(
        loss.node(), loss.stage(), loss.cpu(), count, loss.firstNanos(), loss.lastNanos());
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
