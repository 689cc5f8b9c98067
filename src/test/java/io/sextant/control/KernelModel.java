package io.sextant.control;

import io.sextant.flow.Cidr;
import io.sextant.flow.Identities;
import io.sextant.flow.IpAddress;
import io.sextant.flow.L4Protocol;
import io.sextant.flow.TrafficDirection;
import io.sextant.policy.CompiledPolicy;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the kernel makes of an intent, in the plainest words. */
final class KernelModel {
  private final Map<IpAddress, WantedEndpoint> endpoints = new HashMap<>();
  private final List<AddressEntry> addresses;

  KernelModel(NodeIntent intent) {
    for (WantedEndpoint endpoint : intent.endpoints()) {
      endpoint.spec().addresses().forEach(address -> endpoints.put(address, endpoint));
    }
    addresses =
        intent.addresses().stream()
            .sorted(
                Comparator.comparingInt((AddressEntry each) -> each.prefix().length()).reversed())
            .toList();
  }

  /** The longest range decides. */
  int identity(IpAddress address) {
    Cidr alone = Cidr.of(address);
    return addresses.stream()
        .filter(entry -> entry.prefix().contains(alone))
        .findFirst()
        .map(AddressEntry::identity)
        .orElse(Identities.WORLD);
  }

  /** Whether an endpoint may talk to a peer; one that is none is not judged. */
  boolean allows(
      IpAddress subject,
      TrafficDirection direction,
      IpAddress peer,
      L4Protocol protocol,
      int port) {
    WantedEndpoint endpoint = endpoints.get(subject);
    int other = identity(peer);
    if (endpoint == null
        || (direction == TrafficDirection.INGRESS
            && other == Identities.HOST
            && !denied(endpoint.rules(), direction, other, protocol, port))) {
      return true;
    }
    return verdict(endpoint.rules(), direction, other, protocol, port);
  }

  private static boolean denied(
      CompiledPolicy rules, TrafficDirection direction, int peer, L4Protocol protocol, int port) {
    return hits(rules, direction, peer, protocol, port).stream()
        .anyMatch(CompiledPolicy.Entry::deny);
  }

  private static boolean verdict(
      CompiledPolicy rules, TrafficDirection direction, int peer, L4Protocol protocol, int port) {
    boolean enforced =
        direction == TrafficDirection.INGRESS ? rules.enforcesIngress() : rules.enforcesEgress();
    List<CompiledPolicy.Entry> hits = hits(rules, direction, peer, protocol, port);
    return !enforced || (!hits.isEmpty() && hits.stream().noneMatch(CompiledPolicy.Entry::deny));
  }

  private static List<CompiledPolicy.Entry> hits(
      CompiledPolicy rules, TrafficDirection direction, int peer, L4Protocol protocol, int port) {
    return rules.entries().stream()
        .filter(e -> e.direction() == direction)
        .filter(e -> e.identity() == 0 || e.identity() == peer)
        .filter(e -> e.protocol() == 0 || e.protocol() == protocol.ianaNumber())
        .filter(e -> (e.port() ^ port) >>> (16 - e.portPrefixLength()) == 0)
        .toList();
  }
}
