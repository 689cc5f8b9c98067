package io.sextant.policy;

import io.sextant.flow.Cidr;
import io.sextant.flow.Identities;
import io.sextant.flow.TrafficDirection;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
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
  private final Collection<Identity> known;
  private final IdentityIndex identities;
  private final Map<Task, CompiledPolicy> done = new HashMap<>();

  private record Task(Identity subject, EnforcementMode mode) {}

  /**
   * @param identities all that may be met, with those of {@link PolicyTraits#ranges}
   */
  public PolicyCompiler(List<Policy> policies, Collection<Identity> identities) {
    this(
        new PolicySelection(
            policies.stream().filter(p -> p.effect() == Policy.Effect.ENFORCED).toList()),
        identities);
  }

  private PolicyCompiler(PolicySelection policies, Collection<Identity> identities) {
    this.policies = policies;
    this.known = List.copyOf(identities);
    this.identities = new IdentityIndex(identities);
  }

  /**
   * The compiler for the same policies and other identities. It knows already what this one
   * compiled for endpoints whose rules name none of the identities that came or went, so that one
   * new identity among many is cheap.
   */
  public PolicyCompiler with(Collection<Identity> others) {
    PolicyCompiler next = new PolicyCompiler(policies, others);
    Set<Identity> before = new HashSet<>(known);
    Set<Identity> after = new HashSet<>(next.known);
    List<Identity> changed =
        Stream.concat(
                known.stream().filter(identity -> !after.contains(identity)),
                next.known.stream().filter(identity -> !before.contains(identity)))
            .toList();
    RuleTouch touch = new RuleTouch(new IdentityIndex(changed));
    done.forEach((task, compiled) -> {
      List<Policy> selecting = policies.selecting(task.subject.labels());
      if (after.contains(task.subject) && selecting.stream().noneMatch(touch::touches)) {
        next.done.put(task, compiled);
      }
    });
    return next;
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
      List<RuleRef> names = policies.names(policy, direction);
      for (int i = 0; i < names.size(); i++) {
        EntryBook.Source source = new EntryBook.Source(names.get(i), policy.log());
        add(section.rules().get(i), source, task.subject, book);
      }
    }
    boolean enforces = isolated || !book.isEmpty();
    if (enforces && !isolated) {
      book.allow(EVERYTHING);
    }
    book.appendTo(entries);
    return enforces;
  }

  private void add(Policy.Rule rule, EntryBook.Source source, Identity subject, EntryBook book) {
    for (Ports ports : rule.ports().isEmpty() ? List.of(PortRange.ANY) : rule.ports()) {
      switch (ports) {
        case PortRange range -> addAll(rule.peers(), range, source, book);
        case NamedPort named when source.rule().direction() == TrafficDirection.INGRESS -> {
          Integer port = subject.traits().ports().get(named);
          if (port != null) {
            addAll(rule.peers(), named.at(port), source, book);
          }
        }
        case NamedPort named -> addNamed(rule.peers(), named, source, book);
      }
    }
  }

  private void addAll(
      List<Policy.Peer> peers, PortRange range, EntryBook.Source source, EntryBook book) {
    if (meansAll(peers)) {
      add(Identities.UNKNOWN, range, source, book);
      return;
    }
    identities.bearers(peers).stream()
        .forEach(place -> add(identities.identity(place).number(), range, source, book));
  }

  /** Each peer may have another number for the name, so each has entries of its own. */
  private void addNamed(
      List<Policy.Peer> peers, NamedPort named, EntryBook.Source source, EntryBook book) {
    BitSet bearers = (BitSet) identities.bearers(named).clone();
    if (!meansAll(peers)) {
      bearers.and(identities.bearers(peers));
    }
    bearers.stream()
        .mapToObj(identities::identity)
        .forEach(peer -> {
          Integer port = peer.traits().ports().get(named);
          if (port != null) {
            add(peer.number(), named.at(port), source, book);
          }
        });
  }

  static boolean meansAll(List<Policy.Peer> peers) {
    return peers.isEmpty() || peers.contains(new Policy.Everyone(Policy.Entity.ALL));
  }

  private static void add(int identity, PortRange range, EntryBook.Source source, EntryBook book) {
    for (PortRange.Block block : range.blocks()) {
      book.add(
          new EntryBook.Match(
              identity, range.protocol().ianaNumber(), block.port(), block.prefixLength()),
          source);
    }
  }
}
