package io.sextant.policy;

/**
 * What becomes of a connection at one of its ends.
 *
 * @param reason of what is enforced
 * @param pending the reason if audited policies were enforced too; equal to {@code reason} where
 *     none of them is about this end
 */
public record Decision(Question question, Reason reason, Reason pending) {

  public boolean allowed() {
    return reason.allows();
  }

  /** Whether audited policies would turn it round. */
  public boolean wouldChange() {
    return reason.allows() != pending.allows();
  }

  /** The decision in words, a line for each fact. */
  @Override
  public String toString() {
    return String.join("\n", Explanation.of(this));
  }
}
