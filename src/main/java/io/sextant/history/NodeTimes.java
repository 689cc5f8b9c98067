package io.sextant.history;

import io.sextant.flow.Flow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Times of the oldest and newest flow of each node. One thread adds flows and publishes from time
 * to time; any thread widens and asks. Names come from others: beyond {@value #MOST_NODES} no more
 * are told apart.
 */
final class NodeTimes {
  private static final int MOST_NODES = 10_000;

  private final Map<String, NodeSpan> spans = new ConcurrentHashMap<>();

  /** Of the one thread. */
  private final Map<String, Added> added = new HashMap<>();

  private final List<Added> unpublished = new ArrayList<>();
  private Added latest = new Added("");

  /** What came of a node since it was published last. */
  private static final class Added {
    private final String node;
    private long first = Long.MAX_VALUE;
    private long last = Long.MIN_VALUE;

    Added(String node) {
      this.node = node;
    }
  }

  /** A flow came. */
  void add(Flow flow) {
    Added of = latest;
    String node = flow.node().name();
    if (!of.node.equals(node)) {
      of = of(node);
      latest = of;
    }
    if (of.first > of.last) {
      unpublished.add(of);
    }
    long time = flow.timeNanos();
    of.first = Math.min(of.first, time);
    of.last = Math.max(of.last, time);
  }

  private Added of(String node) {
    Added known = added.get(node);
    if (known == null) {
      known = new Added(node);
      if (added.size() < MOST_NODES) {
        added.put(node, known);
      }
    }
    return known;
  }

  /** Lets others see what was added. */
  void publish() {
    for (Added node : unpublished) {
      widen(node.node, new NodeSpan(node.first, node.last));
      node.first = Long.MAX_VALUE;
      node.last = Long.MIN_VALUE;
    }
    unpublished.clear();
  }

  /** Something else is known of a node. */
  void widen(String of, NodeSpan span) {
    if (spans.size() < MOST_NODES || spans.containsKey(of)) {
      spans.merge(of, span, NodeSpan::and);
    }
  }

  Map<String, NodeSpan> all() {
    return Map.copyOf(spans);
  }
}
