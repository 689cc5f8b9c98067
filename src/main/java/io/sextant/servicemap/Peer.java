package io.sextant.servicemap;

import io.sextant.flow.Endpoint;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A node of the living map, with the pods that were seen of it. */
final class Peer {
  private static final int MOST_PODS = 1024;

  private final NodeName name;
  private final int number;
  private final Map<String, Sighting> pods = new ConcurrentHashMap<>();
  private volatile int identity;
  private volatile int edges;

  /**
   * @param number no other has
   */
  Peer(NodeName name, int number) {
    this.name = name;
    this.number = number;
  }

  int number() {
    return number;
  }

  /** Edges that begin or end here. */
  int edges() {
    return edges;
  }

  /** Called by the one writing thread. */
  void edges(int more) {
    int now = edges + more;
    edges = now;
  }

  String id() {
    return name.id();
  }

  /** Where to note that this endpoint was seen. */
  Sighting sighting(Endpoint endpoint) {
    identity = endpoint.identity();
    Sighting known = pods.get(endpoint.podName());
    if (known != null) {
      return known;
    }
    // Beyond the bound, pods share one entry: the count is then "at least".
    String key = pods.size() < MOST_PODS ? endpoint.podName() : "";
    return pods.computeIfAbsent(key, _ -> new Sighting());
  }

  long lastMillis() {
    long last = 0;
    for (Sighting pod : pods.values()) {
      last = Math.max(last, pod.millis());
    }
    return last;
  }

  /** Forgets pods that were not seen since. */
  void forget(long beforeMillis) {
    pods.values()
        .removeIf(pod -> {
          boolean old = pod.millis() < beforeMillis;
          if (old) {
            pod.leave();
          }
          return old;
        });
  }

  MapNode snapshot(long fadedMillis) {
    long last = lastMillis();
    int seen = pods.containsKey("") ? pods.size() - 1 : pods.size();
    return new MapNode(
        name.id(),
        name.kind(),
        name.name(),
        name.namespace(),
        name.workloadKind(),
        seen,
        identity,
        Instant.ofEpochMilli(last),
        last < fadedMillis);
  }
}
