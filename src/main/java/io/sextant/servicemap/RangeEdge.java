package io.sextant.servicemap;

import io.sextant.flow.DropReason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** An edge of the map of a range: what each place saw, until it is known which tells most. */
final class RangeEdge {
  private static final int MOST_POLICIES = 16;
  private static final int MOST_REASONS = 8;

  /** What was seen from one place. */
  private static final class Count {
    private long packets;
    private long arriving;
    private final Map<Integer, Long> reasons = new HashMap<>(2);
  }

  private final Map<CountKind, TreeMap<Integer, Count>> byVantage = new EnumMap<>(CountKind.class);
  private final TreeSet<String> deniedBy = new TreeSet<>();
  private final TreeSet<String> allowedBy = new TreeSet<>();
  private long lastNanos = Long.MIN_VALUE;

  void add(Packets packets) {
    CountKind kind = CountKind.of(packets.verdict(), packets.answer());
    Count count = count(kind, packets.vantage());
    count.packets += packets.count();
    if (kind == CountKind.DROPS) {
      count.arriving += packets.arriving() ? packets.count() : 0;
      count.reasons.merge(packets.dropReason(), packets.count(), Long::sum);
    }
    (packets.allowed() ? allowedBy : deniedBy).addAll(packets.policies());
    lastNanos = Math.max(lastNanos, packets.lastNanos());
  }

  void add(RangeEdge other) {
    other.byVantage.forEach((kind, counts) ->
        counts.forEach((vantage, more) -> {
          Count count = count(kind, vantage);
          count.packets += more.packets;
          count.arriving += more.arriving;
          more.reasons.forEach((reason, n) -> count.reasons.merge(reason, n, Long::sum));
        }));
    deniedBy.addAll(other.deniedBy);
    allowedBy.addAll(other.allowedBy);
    lastNanos = Math.max(lastNanos, other.lastNanos);
  }

  private Count count(CountKind kind, int vantage) {
    return byVantage
        .computeIfAbsent(kind, _ -> new TreeMap<>())
        .computeIfAbsent(vantage, _ -> new Count());
  }

  /** Packets that went through, were dropped or audited: the larger, the more worth to show. */
  long packets() {
    return forwarded() + best(CountKind.DROPS).packets + best(CountKind.AUDITS).packets;
  }

  MapEdge snapshot(EdgeKey key, double seconds) {
    long dropped = best(CountKind.DROPS).packets;
    long audit = best(CountKind.AUDITS).packets;
    return new MapEdge(
        key.source(),
        key.destination(),
        key.protocol().text(),
        key.port(),
        forwarded(),
        dropped,
        audit,
        forwarded() / seconds,
        dropped / seconds,
        audit / seconds,
        Instant.ofEpochSecond(0, lastNanos),
        dropCounts(best(CountKind.DROPS)),
        deniedBy.stream().limit(MOST_POLICIES).toList(),
        allowedBy.stream().limit(MOST_POLICIES).toList());
  }

  private long forwarded() {
    TreeMap<Integer, Count> requests = byVantage.get(CountKind.REQUESTS);
    // Requests that were counted before they arrived include those that never did.
    boolean arrived = requests != null && Vantage.isArrival(requests.lastKey());
    long late = arrived ? 0 : best(CountKind.DROPS).arriving;
    return Math.max(0, best(CountKind.REQUESTS).packets - late) + best(CountKind.ANSWERS).packets;
  }

  private Count best(CountKind kind) {
    TreeMap<Integer, Count> counts = byVantage.get(kind);
    return counts == null ? new Count() : counts.lastEntry().getValue();
  }

  private static List<MapEdge.DropCount> dropCounts(Count count) {
    List<Map.Entry<Integer, Long>> order = new ArrayList<>(count.reasons.entrySet());
    order.sort(Map.Entry.<Integer, Long>comparingByValue().reversed());
    List<MapEdge.DropCount> drops = new ArrayList<>();
    long others = 0;
    for (Map.Entry<Integer, Long> entry : order) {
      if (drops.size() < MOST_REASONS - 1) {
        drops.add(new MapEdge.DropCount(DropReason.name(entry.getKey()), entry.getValue()));
      } else {
        others += entry.getValue();
      }
    }
    if (others > 0) {
      drops.add(new MapEdge.DropCount("OTHER", others));
    }
    return drops;
  }
}
