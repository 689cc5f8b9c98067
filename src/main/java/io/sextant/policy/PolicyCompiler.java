package io.sextant.policy;

import io.sextant.flow.Cidr;
import io.sextant.flow.Identities;
import io.sextant.flow.PolicyAttribution;
import io.sextant.flow.PolicyRef;
import io.sextant.flow.TrafficDirection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * From policies to the entries of an endpoint.
 *
 * <p>A direction that no policy isolates is open; one that is isolated is closed but for what some
 * policy allows. A deny holds against every allow. Pure: the same input gives the same output.
 */
public final class PolicyCompiler {
  private static final int ANY = 0;

  private final List<Policy> policies;
  private final Collection<Identity> identities;

  /**
   * @param identities all that may be met, with those of {@link #ranges}
   */
  public PolicyCompiler(List<Policy> policies, Collection<Identity> identities) {
    this.policies = List.copyOf(policies);
    this.identities = List.copyOf(identities);
  }

  /** The ranges of addresses that policies name; each needs an identity before compiling. */
  public static Set<Cidr> ranges(List<Policy> policies) {
    return PolicyTraits.of(policies).ranges();
  }

  /** The entries of an endpoint of this identity. */
  public CompiledPolicy compile(Identity subject) {
    List<Policy> selecting = policies.stream().filter(p -> p.selects(subject.labels())).toList();
    List<CompiledPolicy.Entry> ingress = compile(subject, selecting, TrafficDirection.INGRESS);
    List<CompiledPolicy.Entry> egress = compile(subject, selecting, TrafficDirection.EGRESS);
    List<CompiledPolicy.Entry> entries = new ArrayList<>(ingress);
    entries.addAll(egress);
    return new CompiledPolicy(
        !ingress.isEmpty() || isolates(selecting, TrafficDirection.INGRESS),
        !egress.isEmpty() || isolates(selecting, TrafficDirection.EGRESS),
        entries);
  }

  /** What a packet is compared with. */
  private record Match(int identity, int protocol, int port, int portPrefixLength) {}

  private List<CompiledPolicy.Entry> compile(
      Identity subject, List<Policy> selecting, TrafficDirection direction) {
    Map<Match, Set<PolicyRef>> allows = new LinkedHashMap<>();
    Map<Match, Set<PolicyRef>> denies = new LinkedHashMap<>();
    for (Policy policy : selecting) {
      for (Policy.Rule rule : section(policy, direction).rules()) {
        boolean deny = rule.action() == Policy.Action.DENY;
        for (Match match : matches(subject, direction, rule)) {
          (deny ? denies : allows)
              .computeIfAbsent(match, key -> new LinkedHashSet<>())
              .add(reference(policy));
        }
      }
    }
    boolean open = !isolates(selecting, direction);
    if (open && !(allows.isEmpty() && denies.isEmpty())) {
      allows.putIfAbsent(new Match(Identities.UNKNOWN, ANY, 0, 0), Set.of());
    }
    denies.keySet().forEach(allows::remove);
    List<CompiledPolicy.Entry> entries = new ArrayList<>();
    denies.forEach((match, from) -> entries.add(entry(match, direction, true, from)));
    allows.forEach((match, from) -> entries.add(entry(match, direction, false, from)));
    return entries;
  }

  private static boolean isolates(List<Policy> selecting, TrafficDirection direction) {
    return selecting.stream().anyMatch(policy -> section(policy, direction).isolates());
  }

  private static Policy.Section section(Policy policy, TrafficDirection direction) {
    return direction == TrafficDirection.INGRESS ? policy.ingress() : policy.egress();
  }

  /** Without revision: what does not change from one to the next is to compile to equal rules. */
  private static PolicyRef reference(Policy policy) {
    return new PolicyRef(policy.kind(), policy.namespace(), policy.name(), policy.labels(), 0);
  }

  private List<Match> matches(Identity subject, TrafficDirection direction, Policy.Rule rule) {
    List<Ports> ports = rule.ports().isEmpty() ? List.of(PortRange.ANY) : rule.ports();
    List<Match> matches = new ArrayList<>();
    for (int peer : identities(rule.peers())) {
      for (Ports each : ports) {
        switch (each) {
          case PortRange range -> addMatches(peer, range, matches);
          case NamedPort named when direction == TrafficDirection.INGRESS ->
              addNamed(peer, subject, named, matches);
          case NamedPort named ->
              identities.stream()
                  .filter(identity -> peer == Identities.UNKNOWN || identity.number() == peer)
                  .forEach(identity -> addNamed(identity.number(), identity, named, matches));
        }
      }
    }
    return matches;
  }

  private static void addNamed(
      int peer, Identity destination, NamedPort named, List<Match> matches) {
    Integer port = destination.traits().ports().get(named);
    if (port != null) {
      addMatches(peer, new PortRange(named.protocol(), port, port), matches);
    }
  }

  private static void addMatches(int identity, PortRange range, List<Match> matches) {
    int protocol = range.protocol().ianaNumber();
    for (PortRange.Block block : range.blocks()) {
      matches.add(new Match(identity, protocol, block.port(), block.prefixLength()));
    }
  }

  private Set<Integer> identities(List<Policy.Peer> peers) {
    if (peers.isEmpty() || peers.contains(new Policy.Everyone(Policy.Entity.ALL))) {
      return Set.of(Identities.UNKNOWN);
    }
    Set<Integer> numbers = new LinkedHashSet<>();
    for (Policy.Peer peer : peers) {
      for (Identity identity : identities) {
        if (matches(peer, identity)) {
          numbers.add(identity.number());
        }
      }
    }
    return numbers;
  }

  private static boolean matches(Policy.Peer peer, Identity identity) {
    return switch (peer) {
      case Policy.Pods(LabelSelector selector) ->
          identity.isPod() && selector.matches(identity.labels());
      case Policy.Everyone(Policy.Entity entity) -> matches(entity, identity);
      case Policy.Range range -> matches(range, identity);
      case Policy.Names(NamePattern pattern) -> identity.traits().names().contains(pattern);
    };
  }

  private static boolean matches(Policy.Entity entity, Identity identity) {
    return switch (entity) {
      case ALL -> true;
      case WORLD -> identity.isWorld();
      case CLUSTER -> !identity.isWorld();
      case NONE -> false;
      case WORLD_IPV4,
          WORLD_IPV6,
          HOST,
          REMOTE_NODE,
          HEALTH,
          INIT,
          UNMANAGED,
          INGRESS,
          KUBE_APISERVER ->
          identity.number() == Identities.reservedNumber(entity.reservedName());
    };
  }

  private static boolean matches(Policy.Range range, Identity identity) {
    boolean reached = identity.isWorld() || range.reach() == Policy.Reach.PODS_TOO;
    Set<Cidr> ranges = identity.traits().ranges();
    return reached
        && ranges.contains(range.range())
        && range.except().stream().noneMatch(ranges::contains);
  }

  private static CompiledPolicy.Entry entry(
      Match match, TrafficDirection direction, boolean deny, Set<PolicyRef> from) {
    return new CompiledPolicy.Entry(
        match.identity(),
        direction,
        match.protocol(),
        match.port(),
        match.portPrefixLength(),
        deny,
        new PolicyAttribution(direction, !deny, List.copyOf(from), List.of()));
  }
}
