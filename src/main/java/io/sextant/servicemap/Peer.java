package io.sextant.servicemap;

import io.sextant.flow.Endpoint;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A node of the living map, with the pods that were seen of it. */
final class Peer {
  private static final int MOST_PODS = 1024;

  private final NodeName name;
  private final Map<String, Sighting> pods = new ConcurrentHashMap<>();
  private volatile int identity;

  Peer(NodeName name) {
    this.name = name;
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

  /** Forgets pods that were not seen since; whether there were any. */
  boolean forget(long beforeMillis) {
    return pods.values().removeIf(pod -> pod.millis() < beforeMillis);
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
