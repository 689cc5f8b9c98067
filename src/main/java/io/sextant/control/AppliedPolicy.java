package io.sextant.control;

import io.sextant.policy.Policy;

/**
 * A policy in force.
 *
 * @param revision of all policies in which it came, as it is
 */
public record AppliedPolicy(Policy policy, long revision) {

  /** What tells it from others, and stays when it changes. */
  public Key key() {
    return Key.of(policy);
  }

  /** Name of a policy among all. */
  public record Key(String kind, String namespace, String name) {
    static Key of(Policy policy) {
      return new Key(policy.kind(), policy.namespace(), policy.name());
    }

    /** As in {@code NetworkPolicy/shop/only-cart}. */
    @Override
    public String toString() {
      return kind + "/" + namespace + "/" + name;
    }
  }
}
