package io.sextant.policy;

import io.sextant.flow.Cidr;
import java.util.Map;
import java.util.Set;

/**
 * What policies may tell an identity's bearers apart by, besides labels. Two pods have one identity
 * when their labels and their traits are equal: so a number alone says what any policy makes of it.
 *
 * @param ranges of all that policies name, those that contain the addresses
 * @param names of all patterns that policies name, those that a DNS answer gave the addresses for
 * @param ports numbers of the named ports, of those names that policies use
 */
public record Traits(Set<Cidr> ranges, Set<NamePattern> names, Map<NamedPort, Integer> ports) {
  public static final Traits NONE = new Traits(Set.of(), Set.of(), Map.of());

  public Traits {
    ranges = Set.copyOf(ranges);
    names = Set.copyOf(names);
    ports = Map.copyOf(ports);
  }

  public static Traits in(Set<Cidr> ranges) {
    return new Traits(ranges, Set.of(), Map.of());
  }
}
