package io.sextant.serve.http;

import io.sextant.filter.Verdicts;
import io.sextant.flow.Flow;
import io.sextant.flow.LostEvents;
import io.sextant.store.Answer;
import io.sextant.store.EventStore;
import io.sextant.store.Query;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The losses that stand in the store, where no ledger is kept. */
public final class MemoryLosses implements LossBook {
  private final EventStore store;

  public MemoryLosses(EventStore store) {
    this.store = store;
  }

  /** What one node's events in the interval say. */
  private static final class OnNode {
    private long since = Long.MAX_VALUE;
    private long until = Long.MIN_VALUE;
    private final Map<String, PlaceLosses> places = new TreeMap<>();

    void add(Flow flow) {
      since = Math.min(since, flow.timeNanos());
      until = Math.max(until, flow.timeNanos());
    }

    void add(LostEvents loss) {
      PlaceLosses place = place(loss);
      places.merge(place.stage() + " " + place.cpu(), place, OnNode::sum);
    }

    private static PlaceLosses sum(PlaceLosses a, PlaceLosses b) {
      return new PlaceLosses(a.stage(), a.cpu(), a.lost() + b.lost(), a.first(), b.last());
    }

    NodeLosses report(String node) {
      List<PlaceLosses> losses = new ArrayList<>(places.values());
      return new NodeLosses(node, time(since), time(until), lost(losses), losses, List.of());
    }

    private @Nullable String time(long nanos) {
      return since == Long.MAX_VALUE ? null : FlowRow.time(nanos);
    }
  }

  @Override
  public Report losses(long sinceNanos, long untilNanos) {
    Map<String, OnNode> nodes = new TreeMap<>();
    try (Answer answer = store.query(Query.all(Verdicts.ANY))) {
      for (var event = answer.next(); event != null; event = answer.next()) {
        boolean within = event.timeNanos() >= sinceNanos && event.timeNanos() < untilNanos;
        if (within && event instanceof Flow flow) {
          nodes.computeIfAbsent(flow.node().name(), _ -> new OnNode()).add(flow);
        } else if (within && event instanceof LostEvents loss && !answer.isOwnLoss()) {
          nodes.computeIfAbsent(loss.node().name(), _ -> new OnNode()).add(loss);
        }
      }
    }
    List<NodeLosses> reports = new ArrayList<>();
    nodes.forEach((name, node) -> reports.add(node.report(name)));
    return new Report(reports.stream().mapToLong(NodeLosses::lost).sum(), reports, List.of());
  }

  /** What the memory had and has no more was covered once: answers say when it begins. */
  @Override
  public Cover cover(long sinceNanos, long untilNanos) {
    return new Cover(
        losses(sinceNanos, untilNanos).nodes().stream()
            .map(node -> NodeCover.of(node.node(), node.since(), node.until(), node.losses()))
            .toList(),
        List.of(),
        0);
  }

  private static long lost(List<PlaceLosses> losses) {
    return losses.stream().mapToLong(PlaceLosses::lost).sum();
  }

  private static PlaceLosses place(LostEvents loss) {
    String first = FlowRow.time(loss.firstNanos() == 0 ? loss.timeNanos() : loss.firstNanos());
    String last = FlowRow.time(loss.lastNanos() == 0 ? loss.timeNanos() : loss.lastNanos());
    Integer cpu = loss.cpu() == LostEvents.NO_CPU ? null : loss.cpu();
    return new PlaceLosses(stage(loss.source()), cpu, loss.count(), first, last);
  }

  private static String stage(LostEvents.Source source) {
    return switch (source) {
      case PERF_EVENT_RING_BUFFER -> "kernel ring";
      case OBSERVER_EVENTS_QUEUE -> "queue";
      case HUBBLE_RING_BUFFER -> "memory ring";
      case UNKNOWN_LOST_EVENT_SOURCE -> "unknown stage";
    };
  }
}
