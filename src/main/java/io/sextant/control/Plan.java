package io.sextant.control;

import io.sextant.policy.Policy;
import io.sextant.policy.PolicyTraits;
import java.util.List;

/**
 * What a node is to become, and how it gets there.
 *
 * @param wanted what it was made from
 * @param steps intents to realise one after the other; none when nothing changes
 */
record Plan(
    Wanted wanted,
    List<Policy> policies,
    PolicyTraits traits,
    Population population,
    NodeIntent last,
    List<NodeIntent> steps) {
  /** Of a node that nothing is wanted of. */
  static final Plan EMPTY =
      new Plan(
          Wanted.NOTHING,
          List.of(),
          PolicyTraits.of(List.of()),
          Population.NOBODY,
          NodeIntent.EMPTY,
          List.of());

  Plan {
    policies = List.copyOf(policies);
    steps = List.copyOf(steps);
  }
}
