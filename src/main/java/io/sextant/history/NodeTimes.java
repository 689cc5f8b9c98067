package io.sextant.history;

import io.sextant.flow.Flow;
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
  private String node = "";
  private long first = Long.MAX_VALUE;
  private long last = Long.MIN_VALUE;

  /** A flow came. */
  void add(Flow flow) {
    String of = flow.node().name();
    if (!of.equals(node)) {
      publish();
      node = of;
    }
    first = Math.min(first, flow.timeNanos());
    last = Math.max(last, flow.timeNanos());
  }

  /** Lets others see what was added. */
  void publish() {
    if (first <= last) {
      widen(node, new NodeSpan(first, last));
      first = Long.MAX_VALUE;
      last = Long.MIN_VALUE;
    }
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
