package io.sextant.policy;

import io.sextant.flow.TrafficDirection;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/** Finds the policies that are about an endpoint, in their order. Safe for all threads. */
final class PolicySelection {
  private static final String EVERYWHERE = "";

  private final Map<String, List<Ordered>> byNamespace = new HashMap<>();
  private final Map<List<String>, List<Policy>> found = new ConcurrentHashMap<>();
  private final IdentityHashMap<Policy, Names> names = new IdentityHashMap<>();

  private record Ordered(int place, Policy policy) {}

  private record Names(List<RuleRef> ingress, List<RuleRef> egress) {
    static Names of(Policy policy) {
      return new Names(
          policy.ruleRefs(TrafficDirection.INGRESS), policy.ruleRefs(TrafficDirection.EGRESS));
    }
  }

  PolicySelection(List<Policy> policies) {
    for (int place = 0; place < policies.size(); place++) {
      Policy policy = policies.get(place);
      byNamespace
          .computeIfAbsent(policy.namespace(), _ -> new ArrayList<>())
          .add(new Ordered(place, policy));
      names.put(policy, Names.of(policy));
    }
  }

  /** The names of a direction's rules, in their order; of one of the policies given. */
  List<RuleRef> names(Policy policy, TrafficDirection direction) {
    Names both = Objects.requireNonNull(names.get(policy));
    return direction == TrafficDirection.INGRESS ? both.ingress : both.egress;
  }

  List<Policy> selecting(List<String> labels) {
    return found.computeIfAbsent(labels, this::find);
  }

  private List<Policy> find(List<String> labels) {
    List<Ordered> candidates = new ArrayList<>(group(EVERYWHERE));
    String start = LabelSelector.NAMESPACE + "=";
    for (String label : labels) {
      if (label.startsWith(start) && label.length() > start.length()) {
        candidates.addAll(group(label.substring(start.length())));
      }
    }
    return candidates.stream()
        .filter(candidate -> candidate.policy.selects(labels))
        .sorted(Comparator.comparingInt(Ordered::place))
        .map(Ordered::policy)
        .toList();
  }

  private List<Ordered> group(String namespace) {
    return byNamespace.getOrDefault(namespace, List.of());
  }
}
