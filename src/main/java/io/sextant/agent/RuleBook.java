package io.sextant.agent;

import io.sextant.control.CompiledPolicy;
import io.sextant.datapath.Direction;
import io.sextant.datapath.RuleEntry;
import io.sextant.datapath.RuleSet;
import io.sextant.datapath.RuleSets;
import io.sextant.flow.PolicyAttribution;
import io.sextant.flow.TrafficDirection;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Rule sets that are in the kernel, shared by endpoints with equal rules, and the cookies by which
 * events name a rule. Cookies are never given twice: old events keep their meaning.
 */
final class RuleBook {
  private static final int NO_COOKIE = 0;

  private final RuleSets kernel;
  private final Map<CompiledPolicy, RuleSet> sets = new HashMap<>();
  private final Map<PolicyAttribution, Integer> cookies = new LinkedHashMap<>();

  RuleBook(RuleSets kernel) {
    this.kernel = kernel;
  }

  /** Writes what is not there yet, in one call; every wanted one has its set afterwards. */
  void write(int revision, Collection<CompiledPolicy> wanted) throws IOException {
    List<CompiledPolicy> missing =
        wanted.stream()
            .distinct()
            .filter(compiled -> !compiled.equals(CompiledPolicy.OPEN))
            .filter(compiled -> !sets.containsKey(compiled))
            .toList();
    if (missing.isEmpty()) {
      return;
    }
    List<RuleSet> created =
        kernel.createAll(revision, missing.stream().map(this::toKernel).toList());
    for (int i = 0; i < created.size(); i++) {
      sets.put(missing.get(i), created.get(i));
    }
  }

  /** The set of a policy that was written. */
  GuardedEndpoint.Enforced enforced(CompiledPolicy compiled, int revision) {
    RuleSet set = sets.get(compiled);
    return new GuardedEndpoint.Enforced(compiled, set == null ? 0 : set.id(), revision);
  }

  /** Drops the sets that no endpoint has any more. */
  void dropUnused(Collection<GuardedEndpoint> endpoints) throws IOException {
    List<CompiledPolicy> used = endpoints.stream().map(e -> e.policy().compiled()).toList();
    if (sets.keySet().retainAll(Set.copyOf(used))) {
      kernel.dropUnused(Set.of());
    }
  }

  /** What each cookie stands for. */
  List<io.sextant.control.RuleEntry> rules() {
    return cookies.entrySet().stream()
        .map(each -> new io.sextant.control.RuleEntry(each.getValue(), each.getKey()))
        .toList();
  }

  private List<RuleEntry> toKernel(CompiledPolicy compiled) {
    return compiled.entries().stream().map(this::toKernel).toList();
  }

  private RuleEntry toKernel(CompiledPolicy.Entry entry) {
    return new RuleEntry(
        entry.identity(),
        entry.direction() == TrafficDirection.INGRESS ? Direction.INGRESS : Direction.EGRESS,
        entry.protocol(),
        entry.port(),
        entry.portPrefixLength(),
        entry.deny(),
        cookie(entry.origin()));
  }

  private int cookie(PolicyAttribution origin) {
    return origin.policies().isEmpty()
        ? NO_COOKIE
        : cookies.computeIfAbsent(origin, key -> cookies.size() + 1);
  }
}
