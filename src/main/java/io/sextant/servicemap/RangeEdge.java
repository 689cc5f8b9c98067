package io.sextant.servicemap;

import io.sextant.flow.DropReason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** An edge of the map of a range: what each place saw, until it is known which tells most. */
final class RangeEdge {
  private static final int MOST_POLICIES = 16;
  private static final int MOST_REASONS = 8;

  /** What was seen from the place that tells most so far; others do not count. */
  private static final class Count {
    private int vantage;
    private long packets;
    private long arriving;
    private final Map<Integer, Long> reasons = new HashMap<>(2);

    /** Whether something was seen from a place that counts; forgets what lesser ones saw. */
    boolean isFrom(int place) {
      if (place > vantage) {
        vantage = place;
        packets = 0;
        arriving = 0;
        reasons.clear();
      }
      return place == vantage;
    }
  }

  private static final Count NOTHING = new Count();

  private final @Nullable Count[] counts = new @Nullable Count[CountKind.values().length];
  private final TreeSet<String> deniedBy = new TreeSet<>();
  private final TreeSet<String> allowedBy = new TreeSet<>();
  private long lastNanos = Long.MIN_VALUE;

  void add(Packets packets) {
    CountKind kind = CountKind.of(packets.verdict(), packets.answer());
    Count count = count(kind);
    if (count.isFrom(packets.vantage())) {
      count.packets += packets.count();
      if (kind == CountKind.DROPS) {
        count.arriving += packets.arriving() ? packets.count() : 0;
        count.reasons.merge(packets.dropReason(), packets.count(), Long::sum);
      }
    }
    if (!packets.policies().isEmpty()) {
      (packets.allowed() ? allowedBy : deniedBy).addAll(packets.policies());
    }
    lastNanos = Math.max(lastNanos, packets.lastNanos());
  }

  void add(RangeEdge other) {
    for (CountKind kind : CountKind.values()) {
      Count more = other.best(kind);
      Count count = count(kind);
      if (count.isFrom(more.vantage)) {
        count.packets += more.packets;
        count.arriving += more.arriving;
        more.reasons.forEach((reason, n) -> count.reasons.merge(reason, n, Long::sum));
      }
    }
    deniedBy.addAll(other.deniedBy);
    allowedBy.addAll(other.allowedBy);
    lastNanos = Math.max(lastNanos, other.lastNanos);
  }

  private Count count(CountKind kind) {
    Count count = counts[kind.ordinal()];
    if (count == null) {
      count = new Count();
      counts[kind.ordinal()] = count;
    }
    return count;
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
    // Requests that were counted before they arrived include those that never did.
    Count requests = best(CountKind.REQUESTS);
    boolean arrived = Vantage.isArrival(requests.vantage);
    long late = arrived ? 0 : best(CountKind.DROPS).arriving;
    return Math.max(0, requests.packets - late) + best(CountKind.ANSWERS).packets;
  }

  private Count best(CountKind kind) {
    Count count = counts[kind.ordinal()];
    return count == null ? NOTHING : count;
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
