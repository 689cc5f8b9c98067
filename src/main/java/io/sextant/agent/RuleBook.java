package io.sextant.agent;

import io.sextant.datapath.Direction;
import io.sextant.datapath.RuleEntry;
import io.sextant.datapath.RuleSet;
import io.sextant.datapath.RuleSets;
import io.sextant.flow.PolicyAttribution;
import io.sextant.flow.TrafficDirection;
import io.sextant.policy.CompiledPolicy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

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
  private final Map<CompiledPolicy, Written> sets = new HashMap<>();
  private final Map<PolicyAttribution, Cookie> cookies = new LinkedHashMap<>();

  /** Sets of an earlier agent by their checksum, until a policy takes them over or nobody does. */
  private final Map<Long, Integer> inherited = new HashMap<>();

  private final Set<Integer> inheritedIds = new HashSet<>();

  private int lastCookie;

  /** A set in the kernel, the checksum it must have, and where its rules come from. */
  private record Written(int id, long checksum, Set<PolicyAttribution> origins) {
    static Written of(int id, long checksum, CompiledPolicy compiled) {
      Set<PolicyAttribution> origins = new HashSet<>();
      compiled.entries().forEach(entry -> origins.add(entry.origin().attribution()));
      return new Written(id, checksum, origins);
    }
  }

  /** A rule's number, and the newest revision that it was in. */
  private record Cookie(int number, int revision) {}

  RuleBook(RuleSets kernel) {
    this.kernel = kernel;
  }

  /** Takes over an earlier agent's cookies, and the sets that it left in the kernel. */
  void restore(NodeState state) throws IOException {
    lastCookie = Math.max(state.lastCookie(), kernel.highestCookie());
    state
        .rules()
        .forEach(rule -> cookies.put(rule.origin(), new Cookie(rule.cookie(), state.revision())));
    inheritedIds.addAll(kernel.ids());
    for (int id : inheritedIds) {
      kernel.checksum(id).ifPresent(checksum -> inherited.put(checksum, id));
    }
  }

  /** Sets that are known to be in the kernel. */
  int size() {
    return sets.size() + inheritedIds.size();
  }

  /** Sets of an earlier agent that were not looked through yet. */
  int inherited() {
    return inheritedIds.size();
  }

  int lastCookie() {
    return lastCookie;
  }

  /** Gives every rule of policies that have no set yet its cookie; writes nothing. */
  void number(int revision, Collection<CompiledPolicy> wanted) {
    for (CompiledPolicy compiled : missing(wanted)) {
      for (CompiledPolicy.Entry entry : compiled.entries()) {
        cookie(entry.origin().attribution(), revision);
      }
    }
  }

  /** Policies that have no set yet. */
  List<CompiledPolicy> missing(Collection<CompiledPolicy> wanted) {
    return wanted.stream()
        .distinct()
        .filter(compiled -> !compiled.equals(CompiledPolicy.OPEN))
        .filter(compiled -> !sets.containsKey(compiled))
        .toList();
  }

  /** Writes what is not there yet, in one call; every wanted one has its set afterwards. */
  void write(int revision, Collection<CompiledPolicy> wanted) throws IOException {
    List<CompiledPolicy> missing = new ArrayList<>();
    List<List<RuleEntry>> entries = new ArrayList<>();
    for (CompiledPolicy compiled : missing(wanted)) {
      List<RuleEntry> rules = toKernel(compiled, revision);
      if (!inherit(compiled, rules)) {
        missing.add(compiled);
        entries.add(rules);
      }
    }
    if (missing.isEmpty()) {
      return;
    }
    List<RuleSet> created = kernel.createAll(revision, entries);
    for (int i = 0; i < created.size(); i++) {
      long checksum = RuleSets.checksum(entries.get(i));
      sets.put(missing.get(i), Written.of(created.get(i).id(), checksum, missing.get(i)));
    }
  }

  /** Checksums find it, the entries decide. */
  private boolean inherit(CompiledPolicy compiled, List<RuleEntry> rules) throws IOException {
    long checksum = RuleSets.checksum(rules);
    Integer id = inherited.get(checksum);
    if (id == null || !kernel.compare(id, rules).map(RuleSets.Difference::isNone).orElse(false)) {
      return false;
    }
    sets.put(compiled, Written.of(id, checksum, compiled));
    return true;
  }

  /** The set of a policy that was written; 0 when nothing is enforced. */
  int setOf(CompiledPolicy compiled) {
    Written set = sets.get(compiled);
    return set == null ? 0 : set.id;
  }

  /** Holds the sets against the kernel's; what a set should be and is, by its number. */
  Reconciliation.Part compare() throws IOException {
    Map<Integer, String> wanted = new TreeMap<>();
    Map<Integer, String> real = new TreeMap<>();
    kernel.ids().forEach(id -> real.put(id, "unknown"));
    real.keySet().removeAll(inheritedIds);
    for (Map.Entry<CompiledPolicy, Written> each : sets.entrySet()) {
      int id = each.getValue().id;
      wanted.put(id, "as written");
      if (real.containsKey(id)) {
        real.put(id, found(each.getKey(), each.getValue()));
      }
    }
    return Reconciliation.Part.of(Reconciliation.Thing.RULE_SETS, wanted, real);
  }

  private String found(CompiledPolicy compiled, Written set) throws IOException {
    boolean asWritten =
        kernel.checksum(set.id).stream().anyMatch(checksum -> checksum == set.checksum);
    return asWritten
        ? "as written"
        : kernel
            .compare(set.id, toKernel(compiled, 0))
            .map(d ->
                "%d entries missing, %d extra, %d altered"
                    .formatted(d.missing(), d.extra(), d.altered()))
            .orElse("gone");
  }

  /** Forgets the sets that are not in the kernel as they were written: they need others. */
  void forgetBroken() throws IOException {
    for (Map.Entry<CompiledPolicy, Written> each : Map.copyOf(sets).entrySet()) {
      if (!found(each.getKey(), each.getValue()).equals("as written")) {
        sets.remove(each.getKey());
      }
    }
  }

  /** How many sets no endpoint has any more. */
  int unused(Collection<GuardedEndpoint> endpoints) {
    Set<Integer> used = new HashSet<>();
    endpoints.forEach(endpoint -> used.add(endpoint.ruleSetId()));
    return (int) sets.values().stream().filter(set -> !used.contains(set.id)).count();
  }

  /** Drops the sets that no endpoint has any more, and those that nobody knows. */
  void dropUnused(Collection<GuardedEndpoint> endpoints) throws IOException {
    Set<CompiledPolicy> used = new HashSet<>();
    endpoints.forEach(endpoint -> used.add(endpoint.wanted().rules()));
    sets.keySet().retainAll(used);
    inherited.clear();
    inheritedIds.clear();
    kernel.dropUnused(Set.of());
  }

  /** Forgets cookies that were in no set for long, and says which. */
  List<Integer> retire(int revision) {
    sets.values().forEach(set -> set.origins.forEach(origin -> cookie(origin, revision)));
    List<Integer> retired =
        cookies.values().stream()
            .filter(cookie -> cookie.revision < revision - REMEMBERED)
            .map(Cookie::number)
            .toList();
    cookies.values().removeIf(cookie -> cookie.revision < revision - REMEMBERED);
    return retired;
  }

  /** What each cookie stands for. */
  List<NodeState.Rule> rules() {
    return cookies.entrySet().stream()
        .map(each -> new NodeState.Rule(each.getValue().number, each.getKey()))
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
        cookie(entry.origin().attribution(), revision));
  }

  private int cookie(PolicyAttribution origin, int revision) {
    if (origin.policies().isEmpty()) {
      return NO_COOKIE;
    }
    Cookie known = cookies.get(origin);
    int number = known == null ? ++lastCookie : known.number;
    int newest = known == null ? revision : Math.max(known.revision, revision);
    cookies.put(origin, new Cookie(number, newest));
    return number;
  }
}
