package io.sextant.servicemap;

import io.sextant.flow.L4Protocol;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Finds edges by their peers as objects; open addressing, a quarter full at most. Hashes stand
 * apart from the edges, so that looking for what is not there touches none of them. One thread.
 */
final class EdgeTable {
  private static final long MIX = 0x9e3779b97f4a7c15L;
  private static final int FREE = 0;

  private final long[] hashes;
  private final @Nullable Edge[] edges;
  private final int mask;

  EdgeTable(int mostEdges) {
    int slots = Integer.highestOneBit(mostEdges) << 3;
    hashes = new long[slots];
    edges = new @Nullable Edge[slots];
    mask = slots - 1;
  }

  @Nullable Edge find(Peer client, Peer server, L4Protocol protocol, int port) {
    long hash = hash(client, server, protocol, port);
    for (int at = place(hash); hashes[at] != FREE; at = (at + 1) & mask) {
      if (hashes[at] == hash) {
        Edge edge = edges[at];
        if (edge != null && edge.is(client, server, protocol, port)) {
          return edge;
        }
      }
    }
    return null;
  }

  void put(Edge edge) {
    EdgeKey key = edge.key();
    long hash = hash(edge.client(), edge.server(), key.protocol(), key.port());
    int at = place(hash);
    while (hashes[at] != FREE) {
      at = (at + 1) & mask;
    }
    hashes[at] = hash;
    edges[at] = edge;
  }

  /** Forgets all but these. */
  void keep(Iterable<Edge> kept) {
    Arrays.fill(hashes, FREE);
    Arrays.fill(edges, null);
    kept.forEach(this::put);
  }

  private int place(long hash) {
    return (int) (hash >>> 40) & mask;
  }

  /** Never {@link #FREE}. */
  private static long hash(Peer client, Peer server, L4Protocol protocol, int port) {
    long peers = (long) client.number() << 32 | server.number();
    return (peers * MIX ^ ((long) port << 4 | protocol.ordinal())) * MIX | 1;
  }
}
