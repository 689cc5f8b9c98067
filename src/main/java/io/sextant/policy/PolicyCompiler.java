package io.sextant.policy;

import io.sextant.flow.Cidr;
import io.sextant.flow.Identities;
import io.sextant.flow.TrafficDirection;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * From policies to the entries of an endpoint.
 *
 * <p>A direction that no policy isolates is open; one that is isolated is closed but for what some
 * policy allows. A deny holds against every allow. Audited policies are left out. Pure: the same
 * input gives the same output, whatever was compiled before. For one thread.
 */
public final class PolicyCompiler {
  private static final EntryBook.Match EVERYTHING =
      new EntryBook.Match(Identities.UNKNOWN, 0, 0, 0);

  private final PolicySelection policies;
  private final IdentityIndex identities;
  private final Map<Task, CompiledPolicy> done = new HashMap<>();

  private record Task(Identity subject, EnforcementMode mode) {}

  /**
   * @param identities all that may be met, with those of {@link PolicyTraits#ranges}
   */
  public PolicyCompiler(List<Policy> policies, Collection<Identity> identities) {
    this.policies =
        new PolicySelection(
            policies.stream().filter(p -> p.effect() == Policy.Effect.ENFORCED).toList());
    this.identities = new IdentityIndex(identities);
  }

  /**
   * From now on one more identity may be met. What was compiled stays where no rule means it: the
   * work for a change of one pod is that of the endpoints which it concerns.
   */
  public void add(Identity identity) {
    Set<Policy.Peer> meaning = identities.add(identity);
    boolean hasPorts = !identity.traits().ports().isEmpty();
    if (!meaning.isEmpty() || hasPorts) {
      done.keySet().removeIf(task -> concerns(task, meaning, hasPorts));
    }
  }

  private boolean concerns(Task task, Set<Policy.Peer> meaning, boolean hasPorts) {
    return policies.selecting(task.subject.labels()).stream()
        .flatMap(policy -> Stream.of(policy.ingress(), policy.egress()))
        .flatMap(section -> section.rules().stream())
        .anyMatch(
            rule ->
                rule.peers().stream().anyMatch(meaning::contains)
                    || (hasPorts && rule.ports().stream().anyMatch(NamedPort.class::isInstance)));
  }

  /** The ranges of addresses that policies name; each needs an identity before compiling. */
  public static Set<Cidr> ranges(List<Policy> policies) {
    return PolicyTraits.of(policies).ranges();
  }

  /** The entries of an endpoint of this identity in mode {@link EnforcementMode#DEFAULT}. */
  public CompiledPolicy compile(Identity subject) {
    return compile(subject, EnforcementMode.DEFAULT);
  }

  /** The entries of an endpoint of this identity; the work is done once per identity and mode. */
  public CompiledPolicy compile(Identity subject, EnforcementMode mode) {
    return mode == EnforcementMode.NEVER
        ? CompiledPolicy.OPEN
        : done.computeIfAbsent(new Task(subject, mode), this::compile);
  }

  private CompiledPolicy compile(Task task) {
    List<CompiledPolicy.Entry> entries = new ArrayList<>();
    boolean ingress = compile(task, TrafficDirection.INGRESS, entries);
    boolean egress = compile(task, TrafficDirection.EGRESS, entries);
    return new CompiledPolicy(ingress, egress, entries);
  }

  /** Whether there is anything to enforce. */
  private boolean compile(
      Task task, TrafficDirection direction, List<CompiledPolicy.Entry> entries) {
    EntryBook book = new EntryBook(direction);
    boolean isolated = task.mode == EnforcementMode.ALWAYS;
    for (Policy policy : policies.selecting(task.subject.labels())) {
      Policy.Section section = policy.section(direction);
      isolated |= section.isolates();
      List<RuleRef> names = policy.ruleRefs(direction);
      for (int i = 0; i < names.size(); i++) {
        add(section.rules().get(i), names.get(i), task.subject, book);
      }
    }
    boolean enforces = isolated || !book.isEmpty();
    if (enforces && !isolated) {
      book.allow(EVERYTHING);
    }
    book.appendTo(entries);
    return enforces;
  }

  private void add(Policy.Rule rule, RuleRef name, Identity subject, EntryBook book) {
    for (Ports ports : rule.ports().isEmpty() ? List.of(PortRange.ANY) : rule.ports()) {
      switch (ports) {
        case PortRange range -> addAll(rule.peers(), range, name, book);
        case NamedPort named when name.direction() == TrafficDirection.INGRESS -> {
          Integer port = subject.traits().ports().get(named);
          if (port != null) {
            addAll(rule.peers(), named.at(port), name, book);
          }
        }
        case NamedPort named -> addNamed(rule.peers(), named, name, book);
      }
    }
  }

  private void addAll(List<Policy.Peer> peers, PortRange range, RuleRef name, EntryBook book) {
    if (meansAll(peers)) {
      add(Identities.UNKNOWN, range, name, book);
      return;
    }
    identities
        .at(identities.bearers(peers))
        .forEach(identity -> add(identity.number(), range, name, book));
  }

  /** Each peer may have another number for the name, so each has entries of its own. */
  private void addNamed(List<Policy.Peer> peers, NamedPort named, RuleRef name, EntryBook book) {
    BitSet bearers = (BitSet) identities.bearers(named).clone();
    if (!meansAll(peers)) {
      bearers.and(identities.bearers(peers));
    }
    identities
        .at(bearers)
        .forEach(
            peer -> {
              Integer port = peer.traits().ports().get(named);
              if (port != null) {
                add(peer.number(), named.at(port), name, book);
              }
            });
  }

  private static boolean meansAll(List<Policy.Peer> peers) {
    return peers.isEmpty() || peers.contains(new Policy.Everyone(Policy.Entity.ALL));
  }

  private static void add(int identity, PortRange range, RuleRef name, EntryBook book) {
    for (PortRange.Block block : range.blocks()) {
      book.add(
          new EntryBook.Match(
              identity, range.protocol().ianaNumber(), block.port(), block.prefixLength()),
          name);
    }
  }
}
