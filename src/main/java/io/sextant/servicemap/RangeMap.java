package io.sextant.servicemap;

import io.sextant.flow.Endpoint;
import io.sextant.flow.Flow;
import io.sextant.flow.Orientation;
import io.sextant.flow.PolicyAttribution;
import io.sextant.flow.TrafficDirection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The map of a time that is over, by the rules of {@link ServiceMap}: from flows, or from sums of
 * them, in any order. Where there is too much, the largest stay. Belongs to one thread.
 */
public final class RangeMap {
  private static final int MOST_EDGES = 200_000;
  private static final double NANOS = 1e9;

  private final MapLimits limits;
  private final Map<EdgeKey, RangeEdge> edges = new HashMap<>();
  private final Map<String, Node> nodes = new HashMap<>();
  private long crowdedOut;

  private static final class Node {
    private final NodeName name;
    private final Set<String> pods = new HashSet<>();
    private int identity;
    private long lastNanos = Long.MIN_VALUE;

    Node(NodeName name) {
      this.name = name;
    }
  }

  public RangeMap(MapLimits limits) {
    this.limits = limits;
  }

  /** Adds a flow. */
  public void add(Flow flow) {
    int vantage = Vantage.of(flow);
    if (vantage == Vantage.NONE) {
      return;
    }
    boolean answer = Orientation.isAnswer(flow);
    NodeName source = NodeName.of(flow.source(), flow.sourceNames());
    NodeName destination = NodeName.of(flow.destination(), flow.destinationNames());
    PolicyAttribution policies = flow.policies();
    add(
        new Packets(
            answer ? destination : source,
            answer ? source : destination,
            flow.protocol(),
            Orientation.serverPort(flow),
            answer,
            vantage,
            flow.verdict(),
            flow.direction() == TrafficDirection.INGRESS,
            flow.dropReason(),
            policies == null ? List.of() : policies.policyNames(),
            policies == null || policies.allowed(),
            1,
            flow.timeNanos()));
    seen(source, flow.source(), flow.timeNanos());
    seen(destination, flow.destination(), flow.timeNanos());
  }

  /** Adds packets; those without a vantage are none. */
  public void add(Packets packets) {
    if (packets.vantage() == Vantage.NONE) {
      return;
    }
    EdgeKey key =
        new EdgeKey(
            packets.client().id(), packets.server().id(), packets.protocol(), packets.port());
    RangeEdge edge = edges.get(key);
    if (edge == null) {
      if (edges.size() >= MOST_EDGES) {
        crowdedOut += packets.count();
        return;
      }
      edge = new RangeEdge();
      edges.put(key, edge);
      node(packets.client());
      node(packets.server());
    }
    edge.add(packets);
  }

  private void seen(NodeName node, Endpoint endpoint, long nanos) {
    seen(node, endpoint.podName(), endpoint.identity(), nanos);
  }

  /**
   * A pod of a node was seen.
   *
   * @param pod its name, or empty
   */
  public void seen(NodeName name, String pod, int identity, long nanos) {
    Node node = node(name);
    if (!pod.isEmpty()) {
      node.pods.add(pod);
    }
    if (nanos >= node.lastNanos) {
      node.lastNanos = nanos;
      node.identity = identity;
    }
  }

  private Node node(NodeName name) {
    return nodes.computeIfAbsent(name.id(), _ -> new Node(name));
  }

  /** The map of all that was added, for a time that it is from, both ends included. */
  public MapSnapshot snapshot(long sinceNanos, long untilNanos) {
    double seconds = Math.max(1, (untilNanos - (double) sinceNanos) / NANOS);
    List<Map.Entry<EdgeKey, RangeEdge>> shown = largest(withPortsCollapsed());
    long evicted = Math.max(0, shown.size() - limits.edges());
    List<MapEdge> shownEdges = new ArrayList<>();
    Set<String> busy = new HashSet<>();
    long uncounted = crowdedOut;
    for (int i = 0; i < shown.size(); i++) {
      EdgeKey key = shown.get(i).getKey();
      RangeEdge edge = shown.get(i).getValue();
      if (i < limits.edges()) {
        shownEdges.add(edge.snapshot(key, seconds));
        busy.add(key.source());
        busy.add(key.destination());
      } else {
        uncounted += edge.packets();
      }
    }
    return new MapSnapshot(
        Instant.ofEpochSecond(0, untilNanos),
        (int) Math.min(Integer.MAX_VALUE, Math.round(seconds)),
        nodes(busy),
        shownEdges,
        evicted,
        uncounted);
  }

  private List<MapNode> nodes(Set<String> busy) {
    return busy.stream()
        .sorted()
        .map(nodes::get)
        .map(node ->
            new MapNode(
                node.name.id(),
                node.name.kind(),
                node.name.name(),
                node.name.namespace(),
                node.name.workloadKind(),
                node.pods.size(),
                node.identity,
                Instant.ofEpochSecond(0, node.lastNanos),
                false))
        .toList();
  }

  private static List<Map.Entry<EdgeKey, RangeEdge>> largest(Map<EdgeKey, RangeEdge> all) {
    return all.entrySet().stream()
        .map(entry -> new Sized(entry.getValue().packets(), entry))
        .sorted(
            Comparator.comparingLong((Sized sized) -> -sized.packets)
                .thenComparing(sized -> sized.entry.getKey().source())
                .thenComparing(sized -> sized.entry.getKey().destination())
                .thenComparingInt(sized -> sized.entry.getKey().port()))
        .map(Sized::entry)
        .toList();
  }

  private record Sized(long packets, Map.Entry<EdgeKey, RangeEdge> entry) {}

  /** Of more ports between two nodes than are shown, those with most packets stay. */
  private Map<EdgeKey, RangeEdge> withPortsCollapsed() {
    Map<EdgeKey, Integer> ports = new HashMap<>();
    edges.keySet().forEach(key -> ports.merge(key.withPort(0), 1, Integer::sum));
    if (ports.values().stream().allMatch(n -> n <= limits.portsPerPair())) {
      return edges;
    }
    Map<EdgeKey, RangeEdge> kept = new HashMap<>();
    Map<EdgeKey, Integer> taken = new HashMap<>();
    for (Map.Entry<EdgeKey, RangeEdge> entry : largest(edges)) {
      EdgeKey key = entry.getKey();
      EdgeKey pair = key.withPort(0);
      boolean room = taken.merge(pair, 1, Integer::sum) <= limits.portsPerPair();
      if (room && key.port() != MapEdge.MORE_PORTS) {
        kept.put(key, entry.getValue());
      } else {
        kept.computeIfAbsent(key.withPort(MapEdge.MORE_PORTS), _ -> new RangeEdge())
            .add(entry.getValue());
      }
    }
    return kept;
  }
}
