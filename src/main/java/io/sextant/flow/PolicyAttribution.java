package io.sextant.flow;

import java.util.List;

/**
 * The policies that a verdict came from. Made once per rule, shared by its flows.
 *
 * @param direction of the verdict; says which of Hubble's lists the policies belong to
 * @param allowed whether they allowed or denied
 * @param log texts that the rules ask to be shown with the flow
 */
public record PolicyAttribution(
    TrafficDirection direction, boolean allowed, List<PolicyRef> policies, List<String> log) {
  public PolicyAttribution {
    policies = List.copyOf(policies);
    log = List.copyOf(log);
  }

  /** The policies as {@code namespace/name}, or their bare names where they are clusterwide. */
  public List<String> policyNames() {
    return policies.stream().map(PolicyRef::fullName).toList();
  }
}
