package io.sextant.policy;

import io.sextant.flow.PolicyRef;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** How large the rule set of an endpoint may be; to be asked before anything is loaded. */
public final class RuleSetLimit {
  /** Entries; the most that Cilium lets be configured for the policy map of an endpoint. */
  public static final int MOST = 65_536;

  private static final int NAMED = 3;

  private final int most;

  public RuleSetLimit() {
    this(MOST);
  }

  RuleSetLimit(int most) {
    this.most = most;
  }

  /** What is wrong with the rules of an endpoint, and which policies make them so many. */
  public Optional<String> complaint(String endpoint, CompiledPolicy rules) {
    int size = rules.entries().size();
    if (size <= most) {
      return Optional.empty();
    }
    String largest =
        largest(rules).stream()
            .map(each ->
                "%s %s (%,d)"
                    .formatted(each.getKey().kind(), each.getKey().fullName(), each.getValue()))
            .collect(Collectors.joining(", "));
    return Optional.of(
        "endpoint %s: its policies make %,d entries, a rule set holds %,d; most come from %s: name fewer peers or ports there"
            .formatted(endpoint, size, most, largest));
  }

  private static List<Map.Entry<PolicyRef, Integer>> largest(CompiledPolicy rules) {
    Map<PolicyRef, Integer> counts = new HashMap<>();
    for (CompiledPolicy.Entry entry : rules.entries()) {
      entry
          .origin()
          .attribution()
          .policies()
          .forEach(policy -> counts.merge(policy, 1, Integer::sum));
    }
    Comparator<Map.Entry<PolicyRef, Integer>> byCount = Map.Entry.comparingByValue();
    return counts.entrySet().stream()
        .sorted(byCount.reversed().thenComparing(each -> each.getKey().fullName()))
        .limit(NAMED)
        .toList();
  }
}
