package io.sextant.policy;

import io.sextant.flow.PolicyAttribution;
import io.sextant.flow.PolicyRef;
import io.sextant.flow.TrafficDirection;
import java.util.List;

/**
 * What an entry of the kernel stands for.
 *
 * @param attribution as flows name it
 * @param rules that say so, in the order of the policies; none when no policy does
 */
public record Origin(PolicyAttribution attribution, List<RuleRef> rules) {
  public Origin {
    rules = List.copyOf(rules);
  }

  static Origin of(
      TrafficDirection direction, boolean deny, List<RuleRef> rules, List<String> log) {
    List<PolicyRef> policies = rules.stream().map(RuleRef::policy).distinct().toList();
    return new Origin(new PolicyAttribution(direction, !deny, policies, log), rules);
  }
}
