package io.sextant.agent;

import io.sextant.datapath.Direction;
import io.sextant.datapath.RuleEntry;
import io.sextant.datapath.RuleSet;
import io.sextant.datapath.RuleSets;
import io.sextant.flow.TrafficDirection;
import io.sextant.policy.CompiledPolicy;
import io.sextant.policy.Origin;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Rule sets that are in the kernel, shared by endpoints with equal rules, and the cookies by which
 * events name a rule.
 *
 * <p>A rule keeps its cookie from revision to revision. A cookie that no rule set has any more is
 * remembered for {@value #REMEMBERED} revisions, for events that are still on their way, and never
 * given again.
 */
final class RuleBook {
  static final int REMEMBERED = 16;

  private static final int NO_COOKIE = 0;

  private final RuleSets kernel;
  private final Map<CompiledPolicy, RuleSet> sets = new HashMap<>();
  private final Map<Origin, Cookie> cookies = new LinkedHashMap<>();
  private int lastCookie;

  /** A rule's number, and the newest revision that it was in. */
  private record Cookie(int number, int revision) {}

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
        kernel.createAll(revision, missing.stream().map(each -> toKernel(each, revision)).toList());
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

  /** Forgets cookies that were in no set for long, and says which. */
  List<Integer> retire(int revision) {
    for (CompiledPolicy compiled : sets.keySet()) {
      for (CompiledPolicy.Entry entry : compiled.entries()) {
        cookies.computeIfPresent(entry.origin(), (_, old) -> new Cookie(old.number, revision));
      }
    }
    List<Integer> retired =
        cookies.values().stream()
            .filter(cookie -> cookie.revision < revision - REMEMBERED)
            .map(Cookie::number)
            .toList();
    cookies.values().removeIf(cookie -> cookie.revision < revision - REMEMBERED);
    return retired;
  }

  /** What each cookie stands for. */
  List<io.sextant.control.RuleEntry> rules() {
    return cookies.entrySet().stream()
        .map(
            each ->
                new io.sextant.control.RuleEntry(
                    each.getValue().number, each.getKey().attribution()))
        .toList();
  }

  private List<RuleEntry> toKernel(CompiledPolicy compiled, int revision) {
    return compiled.entries().stream().map(entry -> toKernel(entry, revision)).toList();
  }

  private RuleEntry toKernel(CompiledPolicy.Entry entry, int revision) {
    return new RuleEntry(
        entry.identity(),
        entry.direction() == TrafficDirection.INGRESS ? Direction.INGRESS : Direction.EGRESS,
        entry.protocol(),
        entry.port(),
        entry.portPrefixLength(),
        entry.deny(),
        cookie(entry.origin(), revision));
  }

  private int cookie(Origin origin, int revision) {
    return origin.rules().isEmpty()
        ? NO_COOKIE
        : cookies.computeIfAbsent(origin, key -> new Cookie(++lastCookie, revision)).number;
  }
}
