package io.sextant.servicemap;

import io.sextant.flow.Endpoint;
import io.sextant.flow.Flow;
import io.sextant.flow.L4Protocol;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
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
 *   Flow ──► lanes (a cache, by endpoint objects, protocol, server port) ──► Edge, two Sightings
 *               │ not there
 *               ▼
 *            peers by name, edges by key  (the long way; fills the lane)
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
 */
public final class ServiceMap {
  private static final int LANES = 1 << 13;
  private static final long SWEEP_MILLIS = 1000;

  private final MapLimits limits;
  private final InstantSource clock;
  private final Map<EdgeKey, Edge> edges = new ConcurrentHashMap<>();
  private final Map<String, Peer> peers = new ConcurrentHashMap<>();
  private final AtomicLong evictedEdges = new AtomicLong();

  // The writer's own.
  private final @Nullable Lane[] lanes = new @Nullable Lane[LANES];
  private final Map<EdgeKey, Integer> portsOfPair = new HashMap<>();
  private long nextSweepMillis;

  public ServiceMap(MapLimits limits, InstantSource clock) {
    this.limits = limits;
    this.clock = clock;
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
    Lane lane = lane(flow, answer);
    lane.clientSeen().at(now);
    lane.serverSeen().at(now);
    lane.edge().add(flow, answer, vantage, now);
  }

  /** The map of now; what was silent for too long is left out. */
  public MapSnapshot snapshot() {
    long now = clock.millis();
    long forgotten = now - limits.forgetSeconds() * 1000L;
    long faded = now - limits.fadeSeconds() * 1000L;
    List<MapEdge> shownEdges = new ArrayList<>();
    for (Edge edge : edges.values()) {
      if (edge.lastMillis() >= forgotten) {
        shownEdges.add(edge.snapshot(now));
      }
    }
    List<MapNode> shownNodes = new ArrayList<>();
    for (Peer peer : peers.values()) {
      if (peer.lastMillis() >= forgotten) {
        shownNodes.add(peer.snapshot(faded));
      }
    }
    shownNodes.sort(Comparator.comparing(MapNode::id));
    return new MapSnapshot(
        Instant.ofEpochMilli(now), Window.SECONDS, shownNodes, shownEdges, evictedEdges.get());
  }

  private Lane lane(Flow flow, boolean answer) {
    Endpoint client = answer ? flow.destination() : flow.source();
    Endpoint server = answer ? flow.source() : flow.destination();
    List<String> clientNames = answer ? flow.destinationNames() : flow.sourceNames();
    List<String> serverNames = answer ? flow.sourceNames() : flow.destinationNames();
    int port = answer ? flow.sourcePort() : flow.destinationPort();
    L4Protocol protocol = flow.protocol();
    String clientName = Lane.dnsName(client, clientNames);
    String serverName = Lane.dnsName(server, serverNames);
    int place = Lane.place(client, server, protocol, port, LANES - 1);
    Lane known = lanes[place];
    if (known != null && known.is(client, server, clientName, serverName, protocol, port)) {
      return known;
    }
    // Two lanes that want one place share it with its neighbour.
    Lane second = lanes[place ^ 1];
    if (second != null && second.is(client, server, clientName, serverName, protocol, port)) {
      return second;
    }
    NodeName from = NodeName.of(client, clientNames);
    NodeName to = NodeName.of(server, serverNames);
    Edge edge = edge(new EdgeKey(from.id(), to.id(), protocol, port));
    Lane lane =
        new Lane(
            client,
            server,
            clientName,
            serverName,
            protocol,
            port,
            edge,
            peer(from).sighting(client),
            peer(to).sighting(server));
    lanes[place ^ 1] = known;
    lanes[place] = lane;
    return lane;
  }

  private Peer peer(NodeName name) {
    return peers.computeIfAbsent(name.id(), _ -> new Peer(name));
  }

  private Edge edge(EdgeKey key) {
    Edge known = edges.get(key);
    if (known != null) {
      return known;
    }
    EdgeKey pair = key.withPort(0);
    int ports = portsOfPair.getOrDefault(pair, 0);
    boolean more = key.port() != MapEdge.MORE_PORTS && ports >= limits.portsPerPair();
    if (more) {
      return edge(key.withPort(MapEdge.MORE_PORTS));
    }
    if (edges.size() >= limits.edges()) {
      makeRoom();
    }
    portsOfPair.merge(pair, 1, Integer::sum);
    Edge edge = new Edge(key);
    edges.put(key, edge);
    return edge;
  }

  /** An eighth of all edges go, the longest silent first. */
  private void makeRoom() {
    List<Edge> oldest = new ArrayList<>(edges.values());
    oldest.sort(Comparator.comparingLong(Edge::lastMillis));
    List<Edge> leaving = oldest.subList(0, Math.max(1, oldest.size() / 8));
    leaving.forEach(this::remove);
    evictedEdges.addAndGet(leaving.size());
    Arrays.fill(lanes, null);
    removeLonelyPeers();
  }

  private void sweep(long forgottenMillis) {
    List<Edge> leaving =
        edges.values().stream().filter(edge -> edge.lastMillis() < forgottenMillis).toList();
    boolean changed = !leaving.isEmpty();
    for (Peer peer : peers.values()) {
      changed |= peer.forget(forgottenMillis);
    }
    if (changed) {
      leaving.forEach(this::remove);
      removeLonelyPeers();
      Arrays.fill(lanes, null);
    }
  }

  private void remove(Edge edge) {
    edges.remove(edge.key());
    portsOfPair.computeIfPresent(
        edge.key().withPort(0), (_, ports) -> ports > 1 ? ports - 1 : null);
  }

  private void removeLonelyPeers() {
    Set<String> busy = new HashSet<>();
    for (EdgeKey key : edges.keySet()) {
      busy.add(key.source());
      busy.add(key.destination());
    }
    peers.keySet().retainAll(busy);
  }
}
