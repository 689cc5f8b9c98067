package io.sextant.servicemap;

import io.sextant.flow.DropReason;
import io.sextant.flow.Flow;
import io.sextant.flow.L4Protocol;
import io.sextant.flow.PolicyAttribution;
import io.sextant.flow.PolicyRef;
import io.sextant.flow.TrafficDirection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/** An edge of the living map: counters that one thread writes and others read, opaque. */
final class Edge {
  private static final int REQUESTS = CountKind.REQUESTS.ordinal();
  private static final int ANSWERS = CountKind.ANSWERS.ordinal();
  private static final int DROPS = CountKind.DROPS.ordinal();
  private static final int AUDITS = CountKind.AUDITS.ordinal();
  private static final int LATE_DROPS = CountKind.LATE_DROPS.ordinal();
  private static final int KINDS = CountKind.values().length;
  private static final int MOST_REASONS = 8;
  private static final int OTHER_REASONS = -1;
  private static final int MOST_POLICIES = 16;

  private final EdgeKey key;
  private final Peer client;
  private final Peer server;
  private final AtomicLongArray counts = new AtomicLongArray(KINDS);
  private final Window window = new Window(KINDS);
  private final Sighting last = new Sighting();
  private final int[] vantages = new int[KINDS];
  private final AtomicLongArray reasons = new AtomicLongArray(MOST_REASONS);
  private final AtomicLongArray reasonCounts = new AtomicLongArray(MOST_REASONS);
  private final Set<String> deniedBy = new ConcurrentSkipListSet<>();
  private final Set<String> allowedBy = new ConcurrentSkipListSet<>();
  private @Nullable PolicyAttribution lastPolicies;

  Edge(Peer client, Peer server, L4Protocol protocol, int port) {
    this.key = new EdgeKey(client.id(), server.id(), protocol, port);
    this.client = client;
    this.server = server;
  }

  EdgeKey key() {
    return key;
  }

  Peer client() {
    return client;
  }

  Peer server() {
    return server;
  }

  @SuppressWarnings("ReferenceEquality")
  boolean is(Peer otherClient, Peer otherServer, L4Protocol protocol, int port) {
    return client == otherClient
        && server == otherServer
        && key.port() == port
        && key.protocol() == protocol;
  }

  long lastMillis() {
    return last.millis();
  }

  /** One event of a packet. Counts it if this is the best place that such packets are seen from. */
  void add(Flow flow, boolean answer, int vantage, long nowMillis) {
    last.at(nowMillis);
    note(flow.policies());
    int kind = CountKind.of(flow.verdict(), answer).ordinal();
    if (vantage > vantages[kind]) {
      startAfresh(kind, vantage);
    }
    if (vantage == vantages[kind]) {
      count(kind, nowMillis);
      if (kind == DROPS) {
        countReason(flow.dropReason());
        if (flow.direction() == TrafficDirection.INGRESS) {
          count(LATE_DROPS, nowMillis);
        }
      }
    }
  }

  private void count(int kind, long nowMillis) {
    counts.setOpaque(kind, counts.getPlain(kind) + 1);
    window.add(kind, nowMillis);
  }

  MapEdge snapshot(long nowMillis) {
    // Requests that were counted before they arrived include those that never did.
    boolean early = !Vantage.isArrival(vantages[REQUESTS]);
    long late = early ? counts.getOpaque(LATE_DROPS) : 0;
    double lateRate = early ? window.perSecond(LATE_DROPS, nowMillis) : 0;
    return new MapEdge(
        key.source(),
        key.destination(),
        key.protocol().text(),
        key.port(),
        Math.max(0, counts.getOpaque(REQUESTS) - late) + counts.getOpaque(ANSWERS),
        counts.getOpaque(DROPS),
        counts.getOpaque(AUDITS),
        Math.max(0, window.perSecond(REQUESTS, nowMillis) - lateRate)
            + window.perSecond(ANSWERS, nowMillis),
        window.perSecond(DROPS, nowMillis),
        window.perSecond(AUDITS, nowMillis),
        Instant.ofEpochMilli(last.millis()),
        dropCounts(),
        List.copyOf(deniedBy),
        List.copyOf(allowedBy));
  }

  /** What was counted from a worse place were the same packets. */
  private void startAfresh(int kind, int vantage) {
    vantages[kind] = vantage;
    counts.setOpaque(kind, 0);
    window.clear(kind);
    if (kind == DROPS) {
      counts.setOpaque(LATE_DROPS, 0);
      window.clear(LATE_DROPS);
      for (int i = 0; i < MOST_REASONS; i++) {
        reasonCounts.setOpaque(i, 0);
      }
    }
  }

  private void countReason(int reason) {
    for (int i = 0; i < MOST_REASONS; i++) {
      long known = reasons.getPlain(i);
      boolean free = reasonCounts.getPlain(i) == 0;
      if (free) {
        reasons.setOpaque(i, i == MOST_REASONS - 1 ? OTHER_REASONS : reason);
      }
      if (free || known == reason || i == MOST_REASONS - 1) {
        reasonCounts.setOpaque(i, reasonCounts.getPlain(i) + 1);
        return;
      }
    }
  }

  private List<MapEdge.DropCount> dropCounts() {
    List<MapEdge.DropCount> drops = new ArrayList<>();
    for (int i = 0; i < MOST_REASONS; i++) {
      long count = reasonCounts.getOpaque(i);
      if (count > 0) {
        int reason = (int) reasons.getOpaque(i);
        drops.add(
            new MapEdge.DropCount(
                reason == OTHER_REASONS ? "OTHER" : DropReason.name(reason), count));
      }
    }
    return drops;
  }

  // An attribution is made once per rule; an equal one is noted again without harm.
  @SuppressWarnings("ReferenceEquality")
  private void note(@Nullable PolicyAttribution policies) {
    if (policies == null || policies == lastPolicies) {
      return;
    }
    lastPolicies = policies;
    Set<String> names = policies.allowed() ? allowedBy : deniedBy;
    for (PolicyRef policy : policies.policies()) {
      if (names.size() < MOST_POLICIES) {
        names.add(policy.fullName());
      }
    }
  }
}
