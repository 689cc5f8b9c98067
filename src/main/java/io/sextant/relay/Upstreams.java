package io.sextant.relay;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whom a relay asks.
 *
 * @param peers that are always there
 * @param peerService that tells of more, or null
 * @param cluster whose peer service it is; its certificate carries the name
 */
public record Upstreams(List<Peer> peers, @Nullable PeerAddress peerService, String cluster) {

  /**
   * Checks that no two peers go by one name.
   *
   * @throws IllegalArgumentException naming it
   */
  public Upstreams {
    peers = List.copyOf(peers);
    List<String> names = peers.stream().map(Peer::name).sorted().toList();
    for (int i = 1; i < names.size(); i++) {
      if (names.get(i).equals(names.get(i - 1))) {
        throw new IllegalArgumentException(
            "sextant.relay.peers: two are named \"" + names.get(i) + "\"; each needs its own name");
      }
    }
  }

  /** Name in the certificate of the peer service, by Hubble's rule. */
  String peerServiceName() {
    String label = cluster.isEmpty() ? "default" : cluster.replace('.', '-');
    return "hubble-peer." + label + ".hubble-grpc.cilium.io";
  }
}
