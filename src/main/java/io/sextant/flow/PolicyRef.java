package io.sextant.flow;

import java.util.List;

/**
 * A policy that decided.
 *
 * @param kind for example {@code CiliumNetworkPolicy}
 * @param namespace or empty for a clusterwide policy
 * @param labels of the rule
 * @param revision of the endpoint's rule set that the decision was made under; 0 when each flow
 *     says so itself, by {@link Flow#ruleRevision}
 */
public record PolicyRef(
    String kind, String namespace, String name, List<String> labels, long revision) {
  public PolicyRef {
    labels = List.copyOf(labels);
  }

  /** {@code namespace/name}, or the bare name of a clusterwide policy. */
  public String fullName() {
    return namespace.isEmpty() ? name : namespace + "/" + name;
  }
}
