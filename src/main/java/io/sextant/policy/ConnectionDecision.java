package io.sextant.policy;

/**
 * What becomes of a connection: its source must be allowed to open it, and its destination to take
 * it.
 */
public record ConnectionDecision(Decision egress, Decision ingress) {

  public boolean allowed() {
    return egress.allowed() && ingress.allowed();
  }

  /** Whether it would be allowed if audited policies were enforced. */
  public boolean pendingAllowed() {
    return egress.pending().allows() && ingress.pending().allows();
  }

  @Override
  public String toString() {
    return egress + "\n" + ingress;
  }
}
