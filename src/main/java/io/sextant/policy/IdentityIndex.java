package io.sextant.policy;

import io.sextant.flow.Cidr;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds the identities that peers mean among many: for each label, key, range and name the set of
 * its bearers as bits, in the order of their numbers. Agrees with {@link PeerMatch}. For one
 * thread.
 */
final class IdentityIndex {
  private static final BitSet NOBODY = new BitSet();

  private final List<Identity> identities;
  private final Map<String, BitSet> byLabel = new HashMap<>();
  private final Map<String, BitSet> foundByKey = new HashMap<>();
  private final Map<Cidr, BitSet> byRange = new HashMap<>();
  private final Map<NamePattern, BitSet> byName = new HashMap<>();
  private final Map<NamedPort, BitSet> byPort = new HashMap<>();
  private final BitSet pods = new BitSet();
  private final BitSet world = new BitSet();
  private final Map<Policy.Peer, BitSet> found = new HashMap<>();

  IdentityIndex(Collection<Identity> identities) {
    this.identities =
        identities.stream().sorted(Comparator.comparingInt(Identity::number)).toList();
    for (int i = 0; i < this.identities.size(); i++) {
      add(i, this.identities.get(i));
    }
  }

  Identity identity(int place) {
    return identities.get(place);
  }

  /** Places of those that one of the peers means. */
  BitSet bearers(List<Policy.Peer> peers) {
    if (peers.size() == 1) {
      return bearers(peers.getFirst());
    }
    BitSet all = new BitSet();
    peers.forEach(peer -> all.or(bearers(peer)));
    return all;
  }

  /** Places of those that have a port of this name. */
  BitSet bearers(NamedPort port) {
    return byPort.getOrDefault(port, NOBODY);
  }

  private BitSet bearers(Policy.Peer peer) {
    BitSet known = found.get(peer);
    if (known == null) {
      known = find(peer);
      found.put(peer, known);
    }
    return known;
  }

  private BitSet find(Policy.Peer peer) {
    return switch (peer) {
      case Policy.Pods(LabelSelector selector) -> find(selector);
      case Policy.Everyone _ -> scan(peer);
      case Policy.Range range -> find(range);
      case Policy.Names(NamePattern pattern) -> both(world, byName.getOrDefault(pattern, NOBODY));
    };
  }

  private BitSet scan(Policy.Peer peer) {
    BitSet some = new BitSet();
    for (int i = 0; i < identities.size(); i++) {
      some.set(i, PeerMatch.matches(peer, identities.get(i)));
    }
    return some;
  }

  private BitSet find(LabelSelector selector) {
    BitSet some = (BitSet) pods.clone();
    for (LabelSelector.Requirement requirement : selector.requirements()) {
      if (requirement.isOfAnySource()) {
        keepHolders(some, requirement);
        continue;
      }
      String key = requirement.key();
      BitSet holders = new BitSet();
      requirement.values().forEach(value -> holders.or(holders(key, value)));
      switch (requirement.operator()) {
        case IN -> some.and(holders);
        case NOT_IN -> some.andNot(holders);
        case EXISTS -> some.and(holders(key));
        case DOES_NOT_EXIST -> some.andNot(holders(key));
      }
    }
    return some;
  }

  /** Labels are found by their source, so here each is asked. */
  private void keepHolders(BitSet some, LabelSelector.Requirement requirement) {
    for (int i = some.nextSetBit(0); i >= 0; i = some.nextSetBit(i + 1)) {
      some.set(i, requirement.holds(identities.get(i).labels()));
    }
  }

  private BitSet holders(String key, String value) {
    return byLabel.getOrDefault(key + "=" + value, NOBODY);
  }

  /** Asked for seldom, so nothing is kept ready for it. */
  private BitSet holders(String key) {
    return foundByKey.computeIfAbsent(
        key,
        _ -> {
          BitSet all = new BitSet();
          byLabel.forEach((label, holders) -> {
            if (label.indexOf('=') == key.length() && label.startsWith(key)) {
              all.or(holders);
            }
          });
          return all;
        });
  }

  private BitSet find(Policy.Range range) {
    BitSet some = (BitSet) byRange.getOrDefault(range.range(), NOBODY).clone();
    if (range.reach() == Policy.Reach.OUTSIDE) {
      some.and(world);
    }
    range.except().forEach(hole -> some.andNot(byRange.getOrDefault(hole, NOBODY)));
    return some;
  }

  private static BitSet both(BitSet one, BitSet other) {
    BitSet both = (BitSet) one.clone();
    both.and(other);
    return both;
  }

  private void add(int place, Identity identity) {
    pods.set(place, identity.isPod());
    world.set(place, identity.isWorld());
    identity.labels().forEach(label -> add(place, label));
    identity.traits().ranges().forEach(range -> set(byRange, range, place));
    identity.traits().names().forEach(name -> set(byName, name, place));
    identity.traits().ports().keySet().forEach(port -> set(byPort, port, place));
  }

  private void add(int place, String label) {
    set(byLabel, label.indexOf('=') < 0 ? label + "=" : label, place);
  }

  private static <K> void set(Map<K, BitSet> sets, K key, int place) {
    sets.computeIfAbsent(key, _ -> new BitSet()).set(place);
  }
}
