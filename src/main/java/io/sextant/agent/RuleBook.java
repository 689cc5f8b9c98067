package io.sextant.agent;

import io.sextant.datapath.Direction;
import io.sextant.datapath.RuleEntry;
import io.sextant.datapath.RuleSet;
import io.sextant.datapath.RuleSets;
import io.sextant.flow.TrafficDirection;
import io.sextant.policy.CompiledPolicy;
import io.sextant.policy.Origin;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Rule sets that are in the kernel, shared by endpoints with equal rules. One that no endpoint has
 * any more is kept for those that may want it again, as long as its cookies are remembered.
 */
final class RuleBook {
  private static final int NO_COOKIE = 0;

  private final RuleSets kernel;
  private final CookieBook cookies = new CookieBook();
  private final Map<CompiledPolicy, Written> sets = new HashMap<>();

  /** Sets of an earlier agent by their checksum, until a policy takes them over or nobody does. */
  private final Map<Long, Integer> inherited = new HashMap<>();

  /** Sets that go with the next unused ones: an earlier agent's, and those of forgotten cookies. */
  private final Set<Integer> leftovers = new HashSet<>();

  /** A set in the kernel, the checksum it must have, and its rules' cookies. */
  private record Written(int id, long checksum, Set<CookieBook.Cookie> cookies) {}

  RuleBook(RuleSets kernel) {
    this.kernel = kernel;
  }

  /** Takes over an earlier agent's cookies, and the sets that it left in the kernel. */
  void restore(NodeState state) throws IOException {
    cookies.restore(state, kernel.highestCookie());
    leftovers.addAll(kernel.ids());
    for (int id : leftovers) {
      kernel.checksum(id).ifPresent(checksum -> inherited.put(checksum, id));
    }
  }

  /** Sets that are known to be in the kernel. */
  int size() {
    return sets.size() + leftovers.size();
  }

  int lastCookie() {
    return cookies.last();
  }

  /** Gives the rules of missing policies their cookies; writes nothing. */
  void number(int revision, List<CompiledPolicy> missing) {
    missing.forEach(compiled -> cookies(compiled, revision));
  }

  /** Policies that have no set yet, each once. */
  List<CompiledPolicy> missing(Collection<CompiledPolicy> wanted) {
    return wanted.stream()
        .distinct()
        .filter(compiled -> !compiled.equals(CompiledPolicy.OPEN))
        .filter(compiled -> !sets.containsKey(compiled))
        .toList();
  }

  /** Gives missing policies their sets: writes in one call those that no earlier agent left. */
  void write(int revision, List<CompiledPolicy> missing) throws IOException {
    List<CompiledPolicy> fresh = new ArrayList<>();
    List<List<RuleEntry>> entries = new ArrayList<>();
    for (CompiledPolicy compiled : missing) {
      List<RuleEntry> rules = toKernel(compiled, revision);
      if (!inherit(compiled, rules, revision)) {
        fresh.add(compiled);
        entries.add(rules);
      }
    }
    if (fresh.isEmpty()) {
      return;
    }
    List<RuleSet> created = kernel.createAll(revision, entries);
    for (int i = 0; i < created.size(); i++) {
      long checksum = RuleSets.checksum(entries.get(i));
      CompiledPolicy compiled = fresh.get(i);
      sets.put(compiled, new Written(created.get(i).id(), checksum, cookies(compiled, revision)));
    }
  }

  /** Checksums find it, the entries decide. */
  private boolean inherit(CompiledPolicy compiled, List<RuleEntry> rules, int revision)
      throws IOException {
    long checksum = RuleSets.checksum(rules);
    Integer id = inherited.get(checksum);
    if (id == null || !kernel.compare(id, rules).map(RuleSets.Difference::isNone).orElse(false)) {
      return false;
    }
    leftovers.remove(id);
    sets.put(compiled, new Written(id, checksum, cookies(compiled, revision)));
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
    real.keySet().removeAll(leftovers);
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
    long unused = sets.values().stream().filter(set -> !used.contains(set.id)).count();
    return Math.toIntExact(unused) + leftovers.size();
  }

  /** Drops the sets that no endpoint has any more, and those that nobody knows. */
  void dropUnused(Collection<GuardedEndpoint> endpoints) throws IOException {
    Set<CompiledPolicy> used = new HashSet<>();
    endpoints.forEach(endpoint -> used.add(endpoint.wanted().rules()));
    sets.keySet().retainAll(used);
    inherited.clear();
    leftovers.clear();
    kernel.dropUnused(Set.of());
  }

  /**
   * Forgets cookies that were in no endpoint's rules for long, with the unused sets that still have
   * them; says which.
   */
  List<Integer> retire(int revision, Collection<GuardedEndpoint> endpoints) {
    for (GuardedEndpoint endpoint : endpoints) {
      Written set = sets.get(endpoint.wanted().rules());
      if (set != null) {
        set.cookies.forEach(cookie -> cookie.isIn(revision));
      }
    }
    Set<CookieBook.Cookie> retired = cookies.retire(revision);
    List<Written> dead =
        sets.values().stream().filter(set -> !Collections.disjoint(set.cookies, retired)).toList();
    dead.forEach(set -> leftovers.add(set.id));
    sets.values().removeAll(dead);
    return retired.stream().map(CookieBook.Cookie::number).toList();
  }

  /** What each cookie stands for. */
  Collection<io.sextant.control.RuleEntry> rules() {
    return cookies.all();
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
    return isOfPolicy(origin) ? cookies.of(origin, revision).number() : NO_COOKIE;
  }

  private static boolean isOfPolicy(Origin origin) {
    return !origin.attribution().policies().isEmpty();
  }

  private Set<CookieBook.Cookie> cookies(CompiledPolicy compiled, int revision) {
    return compiled.entries().stream()
        .map(CompiledPolicy.Entry::origin)
        .filter(RuleBook::isOfPolicy)
        .distinct()
        .map(origin -> cookies.of(origin, revision))
        .collect(Collectors.toSet());
  }
}
