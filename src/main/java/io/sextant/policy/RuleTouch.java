package io.sextant.policy;

import io.sextant.flow.TrafficDirection;
import java.util.IdentityHashMap;
import java.util.List;

/** Whether policies compile to something else because of some identities. For one thread. */
final class RuleTouch {
  private final IdentityIndex changed;
  private final IdentityHashMap<Policy, Boolean> known = new IdentityHashMap<>();

  /**
   * @param changed identities that came or went
   */
  RuleTouch(IdentityIndex changed) {
    this.changed = changed;
  }

  boolean touches(Policy policy) {
    return known.computeIfAbsent(
        policy,
        each -> touches(each, TrafficDirection.INGRESS) || touches(each, TrafficDirection.EGRESS));
  }

  private boolean touches(Policy policy, TrafficDirection direction) {
    return policy.section(direction).rules().stream().anyMatch(rule -> touches(rule, direction));
  }

  /** A rule for all peers has one entry for all, but where each has its own number for a name. */
  private boolean touches(Policy.Rule rule, TrafficDirection direction) {
    return PolicyCompiler.meansAll(rule.peers())
        ? direction == TrafficDirection.EGRESS && touches(rule.ports())
        : !changed.bearers(rule.peers()).isEmpty();
  }

  private boolean touches(List<Ports> ports) {
    return ports.stream()
        .anyMatch(each -> each instanceof NamedPort named && !changed.bearers(named).isEmpty());
  }
}
