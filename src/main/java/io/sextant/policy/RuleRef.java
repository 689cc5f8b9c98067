package io.sextant.policy;

import io.sextant.flow.PolicyRef;
import io.sextant.flow.TrafficDirection;
import java.util.Locale;

/**
 * A rule by its place in its policy.
 *
 * @param policy without revision: a rule that does not change keeps its name
 * @param index among the section's rules of this action, from 0
 */
public record RuleRef(
    PolicyRef policy, TrafficDirection direction, Policy.Action action, int index) {

  /** Its place in its policy, as in {@code egressDeny[0]}. */
  String place() {
    String section = direction.name().toLowerCase(Locale.ROOT);
    String suffix = action == Policy.Action.DENY ? "Deny" : "";
    return "%s%s[%d]".formatted(section, suffix, index);
  }

  /** As in {@code CiliumNetworkPolicy shop/cart egressDeny[0]}. */
  @Override
  public String toString() {
    return "%s %s %s".formatted(policy.kind(), policy.fullName(), place());
  }
}
