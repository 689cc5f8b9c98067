package io.sextant.servicemap;

import io.sextant.flow.Endpoint;
import io.sextant.flow.Flow;
import io.sextant.flow.L4Protocol;
import io.sextant.flow.Orientation;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Nodes and edges from flows. One thread adds, any number take snapshots.
 *
 * <pre>
 *   Flow ──► parties (a cache, by endpoint objects) ──► two Peers ──► table of edges ──► Edge
 *               │ not there                                               │ not there
 *               ▼                                                         ▼
 *            peers by name                                             a new edge, if there is room
 * </pre>
 *
 * <p><b>What is counted.</b> Packets, both directions of a connection on one edge, from client to
 * server; client ports never appear. The same packet may be reported at several places (verdict at
 * the sender, verdict at the receiver, leaving, arriving, on two machines): each edge counts
 * requests, answers, drops and audits each at the one place that tells most, see {@link Vantage},
 * and starts that count afresh when a better place shows up. A packet that left its sender and was
 * dropped at the receiver is a drop, not a forwarded one. Errors of ICMP are no calls. Records of
 * applications and sockets are not counted: their packets are. Times are those of arrival here, so
 * that a replayed recording moves as if it were live.
 *
 * <p><b>When it is full.</b> Room is made once a second at most, by the edges that were silent for
 * longest. Packets that would need an edge meanwhile are counted as crowded out: were each to make
 * room, a map that is much too small would spend its time on forgetting what it learns.
 */
public final class ServiceMap {
  private static final int PARTIES = 1 << 16;

  /** Slots that a party may lie in. */
  private static final int WAYS = 4;

  private static final long SWEEP_MILLIS = 1000;

  private final MapLimits limits;
  private final InstantSource clock;
  private final Set<Edge> edges = ConcurrentHashMap.newKeySet();
  private final Map<String, Peer> peers = new ConcurrentHashMap<>();
  private final AtomicLong evictedEdges = new AtomicLong();
  private final AtomicLong crowdedOut = new AtomicLong();

  // The writer's own.
  private final @Nullable Party[] parties = new @Nullable Party[PARTIES];
  private final EdgeTable table;
  private final Map<EdgeKey, Integer> portsOfPair = new HashMap<>();
  private int nextNumber;
  private long nextSweepMillis;
  private boolean madeRoom;

  public ServiceMap(MapLimits limits, InstantSource clock) {
    this.limits = limits;
    this.clock = clock;
    this.table = new EdgeTable(limits.edges());
  }

  /** Adds a flow; only ever called by the one writing thread. */
  public void add(Flow flow) {
    int vantage = Vantage.of(flow);
    if (vantage == Vantage.NONE) {
      return;
    }
    long now = clock.millis();
    if (now >= nextSweepMillis) {
      nextSweepMillis = now + SWEEP_MILLIS;
      sweep(now - limits.forgetSeconds() * 1000L);
    }
    boolean answer = Orientation.isAnswer(flow);
    Party source = party(flow.source(), flow.sourceNames());
    Party destination = party(flow.destination(), flow.destinationNames());
    source.seen().at(now);
    destination.seen().at(now);
    Edge edge =
        answer
            ? edge(destination.peer(), source.peer(), flow.protocol(), flow.sourcePort())
            : edge(source.peer(), destination.peer(), flow.protocol(), flow.destinationPort());
    if (edge == null) {
      crowdedOut.setOpaque(crowdedOut.getPlain() + 1);
    } else {
      edge.add(flow, answer, vantage, now);
    }
  }

  /** The map of now; what was silent for too long is left out. */
  public MapSnapshot snapshot() {
    long now = clock.millis();
    long forgotten = now - limits.forgetSeconds() * 1000L;
    long faded = now - limits.fadeSeconds() * 1000L;
    List<MapEdge> shownEdges = new ArrayList<>();
    for (Edge edge : edges) {
      if (edge.lastMillis() >= forgotten) {
        shownEdges.add(edge.snapshot(now));
      }
    }
    List<MapNode> shownNodes = new ArrayList<>();
    for (Peer peer : peers.values()) {
      if (peer.edges() > 0 && peer.lastMillis() >= forgotten) {
        shownNodes.add(peer.snapshot(faded));
      }
    }
    shownNodes.sort(Comparator.comparing(MapNode::id));
    return new MapSnapshot(
        Instant.ofEpochMilli(now),
        Window.SECONDS,
        shownNodes,
        shownEdges,
        evictedEdges.get(),
        crowdedOut.get());
  }

  private Party party(Endpoint endpoint, List<String> names) {
    String dnsName = Party.dnsName(endpoint, names);
    int first = Party.hash(endpoint, dnsName) & (PARTIES - WAYS);
    for (int i = first; i < first + WAYS; i++) {
      Party known = parties[i];
      if (known != null && known.is(endpoint, dnsName)) {
        return known;
      }
    }
    Peer peer = peer(NodeName.of(endpoint, names));
    Party party = new Party(endpoint, dnsName, peer, peer.sighting(endpoint));
    System.arraycopy(parties, first, parties, first + 1, WAYS - 1);
    parties[first] = party;
    return party;
  }

  private Peer peer(NodeName name) {
    return peers.computeIfAbsent(name.id(), _ -> new Peer(name, nextNumber++));
  }

  private @Nullable Edge edge(Peer client, Peer server, L4Protocol protocol, int port) {
    Edge known = table.find(client, server, protocol, port);
    return known != null ? known : newEdge(client, server, protocol, port);
  }

  private @Nullable Edge newEdge(Peer client, Peer server, L4Protocol protocol, int port) {
    boolean full = edges.size() >= limits.edges();
    if (full && madeRoom) {
      return table.find(client, server, protocol, MapEdge.MORE_PORTS);
    }
    EdgeKey pair = new EdgeKey(client.id(), server.id(), protocol, 0);
    int ports = portsOfPair.getOrDefault(pair, 0);
    if (port != MapEdge.MORE_PORTS && ports >= limits.portsPerPair()) {
      return edge(client, server, protocol, MapEdge.MORE_PORTS);
    }
    if (full) {
      makeRoom();
    }
    portsOfPair.merge(pair, 1, Integer::sum);
    Edge edge = new Edge(client, server, protocol, port);
    client.edges(1);
    server.edges(1);
    edges.add(edge);
    table.put(edge);
    return edge;
  }

  /** An eighth of all edges go, the longest silent first. */
  private void makeRoom() {
    madeRoom = true;
    List<Edge> oldest = new ArrayList<>(edges);
    oldest.sort(Comparator.comparingLong(Edge::lastMillis));
    List<Edge> leaving = oldest.subList(0, Math.max(1, oldest.size() / 8));
    remove(leaving);
    evictedEdges.addAndGet(leaving.size());
  }

  private void sweep(long forgottenMillis) {
    madeRoom = false;
    remove(edges.stream().filter(edge -> edge.lastMillis() < forgottenMillis).toList());
    for (Peer peer : peers.values()) {
      peer.forget(peer.edges() == 0 ? Long.MAX_VALUE : forgottenMillis);
    }
    peers.values().removeIf(peer -> peer.edges() == 0);
  }

  private void remove(List<Edge> leaving) {
    for (Edge edge : leaving) {
      edges.remove(edge);
      edge.client().edges(-1);
      edge.server().edges(-1);
      portsOfPair.computeIfPresent(
          edge.key().withPort(0), (_, ports) -> ports > 1 ? ports - 1 : null);
    }
    if (!leaving.isEmpty()) {
      table.keep(edges);
    }
  }
}
