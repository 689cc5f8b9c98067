package io.sextant.control;

import io.sextant.flow.PolicyAttribution;
import io.sextant.policy.Origin;

/** The rules that a policy verdict's cookie names. */
public record RuleEntry(int cookie, Origin origin) {
  /** As flows name them. */
  public PolicyAttribution policies() {
    return origin.attribution();
  }
}
