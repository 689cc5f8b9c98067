package io.sextant.policy;

import io.sextant.flow.Cidr;
import io.sextant.flow.IpAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a set of policies tells bearers of equal labels apart by, and so the {@link Traits} that an
 * address or a pod has under them. Audited policies count: their pending verdicts are to be exact.
 *
 * @param ranges that rules name, exceptions too, in order; each needs an identity of its own. The
 *     entities of one address family count as that family's whole range
 * @param podRanges those of them that pods may be found by
 * @param patterns of DNS names
 * @param ports names that stand for ports
 */
public record PolicyTraits(
    Set<Cidr> ranges, Set<Cidr> podRanges, Set<NamePattern> patterns, Set<NamedPort> ports) {
  private static final Cidr ALL_IPV4 = Cidr.parse("0.0.0.0/0");
  private static final Cidr ALL_IPV6 = Cidr.parse("::/0");

  public PolicyTraits {
    ranges = ordered(ranges);
    podRanges = ordered(podRanges);
    patterns = ordered(patterns);
    ports = ordered(ports);
  }

  /** What these policies name. */
  public static PolicyTraits of(Collection<Policy> policies) {
    Collector collector = new Collector();
    for (Policy policy : policies) {
      collector.add(policy.ingress());
      collector.add(policy.egress());
    }
    return new PolicyTraits(
        collector.ranges, collector.podRanges, collector.patterns, collector.ports);
  }

  /**
   * The traits of a pod.
   *
   * @param named its ports that have a name
   */
  public Traits ofPod(Collection<IpAddress> addresses, Map<NamedPort, Integer> named) {
    Set<Cidr> around = new HashSet<>();
    addresses.forEach(address -> around.addAll(around(podRanges, Cidr.of(address))));
    Map<NamedPort, Integer> used = new HashMap<>(named);
    used.keySet().retainAll(ports);
    return new Traits(around, Set.of(), used);
  }

  /**
   * The traits of addresses outside of the cluster.
   *
   * @param range whose addresses no range of {@link #ranges} tells apart
   * @param names that DNS answers gave them for
   */
  public Traits ofOutside(Cidr range, Collection<String> names) {
    Set<NamePattern> fitting =
        patterns.stream()
            .filter(pattern -> names.stream().anyMatch(pattern::matches))
            .collect(Collectors.toSet());
    return new Traits(around(ranges, range), fitting, Map.of());
  }

  private static Set<Cidr> around(Set<Cidr> ranges, Cidr range) {
    return ranges.stream().filter(each -> each.contains(range)).collect(Collectors.toSet());
  }

  private static <T> Set<T> ordered(Set<T> set) {
    return Collections.unmodifiableSet(new LinkedHashSet<>(set));
  }

  private static final class Collector {
    private final Set<Cidr> ranges = new LinkedHashSet<>();
    private final Set<Cidr> podRanges = new LinkedHashSet<>();
    private final Set<NamePattern> patterns = new LinkedHashSet<>();
    private final Set<NamedPort> ports = new LinkedHashSet<>();

    void add(Policy.Section section) {
      for (Policy.Rule rule : section.rules()) {
        rule.peers().forEach(this::add);
        for (Ports each : rule.ports()) {
          if (each instanceof NamedPort named) {
            ports.add(named);
          }
        }
      }
    }

    private void add(Policy.Peer peer) {
      switch (peer) {
        case Policy.Pods _ -> {}
        case Policy.Everyone(Policy.Entity entity) -> add(entity);
        case Policy.Range range -> add(range);
        case Policy.Names(NamePattern pattern) -> patterns.add(pattern);
      }
    }

    private void add(Policy.Entity entity) {
      if (entity == Policy.Entity.WORLD_IPV4) {
        ranges.add(ALL_IPV4);
      } else if (entity == Policy.Entity.WORLD_IPV6) {
        ranges.add(ALL_IPV6);
      }
    }

    private void add(Policy.Range named) {
      List<Cidr> all = new ArrayList<>(named.except());
      all.addFirst(named.range());
      ranges.addAll(all);
      if (named.reach() == Policy.Reach.PODS_TOO) {
        podRanges.addAll(all);
      }
    }
  }
}
