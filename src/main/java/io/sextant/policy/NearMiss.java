package io.sextant.policy;

import java.util.List;

/**
 * A rule that would have allowed a connection but for some fields.
 *
 * @param mismatches at least one; of several peers or ports those of the nearest
 */
public record NearMiss(RuleRef rule, List<Mismatch> mismatches) {
  public NearMiss {
    mismatches = List.copyOf(mismatches);
  }

  /** What a rule compares. */
  public enum Field {
    /** Port number, or ICMP type, of the right protocol. */
    PORT(1),
    PROTOCOL(2),
    /** A label of the peer. */
    LABEL(2),
    /** The peer's namespace, or a label of it. */
    NAMESPACE(2),
    /** The peer's addresses are in a part that the range leaves out. */
    EXCEPT(2),
    RANGE(4),
    /** The name that the peer's addresses were told for. */
    NAME(4),
    /** Another kind of peer: a pod, a node, the world. */
    KIND(5);

    private final int distance;

    Field(int distance) {
      this.distance = distance;
    }
  }

  /** One comparison that failed. */
  public record Mismatch(Field field, String found, String wanted) {}

  /** How far off: a peer that only comes to the wrong port is nearer than a wrong peer. */
  int distance() {
    return distance(mismatches);
  }

  static int distance(List<Mismatch> mismatches) {
    return mismatches.stream().mapToInt(mismatch -> mismatch.field().distance).sum();
  }
}
