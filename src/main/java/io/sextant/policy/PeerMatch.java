package io.sextant.policy;

import io.sextant.flow.Cidr;
import io.sextant.flow.Identities;
import java.util.List;
import java.util.Set;

/** Whether an identity is one that a rule's peer means. */
final class PeerMatch {
  private static final String CIDR = "cidr:";

  private PeerMatch() {}

  /** Without peers a rule means all. */
  static boolean matches(List<Policy.Peer> peers, Identity identity) {
    return peers.isEmpty() || peers.stream().anyMatch(peer -> matches(peer, identity));
  }

  static boolean matches(Policy.Peer peer, Identity identity) {
    return switch (peer) {
      case Policy.Pods(LabelSelector selector) ->
          identity.isPod() && selector.matches(identity.labels());
      case Policy.Everyone(Policy.Entity entity) -> matches(entity, identity);
      case Policy.Range range -> matches(range, identity);
      case Policy.Names(NamePattern pattern) ->
          identity.isWorld() && identity.traits().names().contains(pattern);
    };
  }

  private static boolean matches(Policy.Entity entity, Identity identity) {
    return switch (entity) {
      case ALL -> true;
      case NONE -> false;
      case WORLD -> identity.isWorld();
      case WORLD_IPV4 -> identity.number() == Identities.WORLD_IPV4 || isRange(identity, true);
      case WORLD_IPV6 -> identity.number() == Identities.WORLD_IPV6 || isRange(identity, false);
      case CLUSTER -> !identity.isWorld();
      case HOST, REMOTE_NODE, HEALTH, INIT, UNMANAGED, INGRESS, KUBE_APISERVER ->
          identity.number() == Identities.reservedNumber(entity.reservedName());
    };
  }

  /** Labels write the colons of an IPv6 range as dashes, and an IPv4 range has none. */
  private static boolean isRange(Identity identity, boolean v4) {
    return Identities.isCidr(identity.number())
        && identity.labels().stream()
            .filter(label -> label.startsWith(CIDR))
            .anyMatch(label -> v4 == (label.indexOf('-') < 0));
  }

  /** Whether a range can mean an identity at all, whatever its addresses. */
  static boolean reaches(Policy.Range range, Identity identity) {
    return identity.isWorld() || range.reach() == Policy.Reach.PODS_TOO;
  }

  private static boolean matches(Policy.Range range, Identity identity) {
    Set<Cidr> ranges = identity.traits().ranges();
    return reaches(range, identity)
        && ranges.contains(range.range())
        && range.except().stream().noneMatch(ranges::contains);
  }
}
