package io.sextant.history.ledger;

/** What a fact about the cluster is about. */
public enum FactKind {
  /** Key: the identity's number; value: its labels. */
  IDENTITY(1),
  /** Key: a range of addresses, as 10.0.0.1/32; value: its identity, pod and node. */
  ADDRESS(2),
  /** Key: kind/namespace/name; value: the policy and its revision. */
  POLICY(3),
  /** Key: the endpoint's number; value: its name, identity and labels. */
  ENDPOINT(4);

  private final int number;

  FactKind(int number) {
    this.number = number;
  }

  /** On disk; never changes its meaning. */
  int number() {
    return number;
  }

  static FactKind ofNumber(int number) {
    for (FactKind kind : values()) {
      if (kind.number == number) {
        return kind;
      }
    }
    throw new IllegalArgumentException("fact of kind " + number + ": 1 to 4 are known");
  }
}
