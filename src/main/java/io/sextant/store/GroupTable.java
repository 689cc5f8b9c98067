package io.sextant.store;

import io.sextant.flow.Flow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Groups being filled, whether flow by flow or with sums from elsewhere; belongs to one thread. Its
 * memory is bounded: what is beyond the bounds is counted among the others.
 */
public final class GroupTable {
  /** Pairs of a group and a stretch of time that are kept apart at most. */
  static final int MOST_CELLS = 100_000;

  private final Aggregation aggregation;
  private final Map<List<String>, Group> groups = new HashMap<>();
  private final Tally beyond = new Tally();
  private int cells;

  private static final class Group {
    private final Tally all = new Tally();
    private final Map<Long, Tally> buckets = new TreeMap<>();
  }

  public GroupTable(Aggregation aggregation) {
    this.aggregation = aggregation;
  }

  /** Counts a flow, wanted or not. */
  public void add(Flow flow) {
    List<GroupField> by = aggregation.by();
    String[] keys = new String[by.size()];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = by.get(i).of(flow);
    }
    at(aggregation.bucket(flow.timeNanos()), List.of(keys)).add(flow);
  }

  /**
   * Counts flows that are of one group.
   *
   * @param bucketNanos see {@link Aggregation#bucket}
   */
  public void add(long bucketNanos, List<String> keys, Tally flows) {
    at(bucketNanos, keys).add(flows);
  }

  private Tally at(long bucketNanos, List<String> keys) {
    Group group = groups.get(keys);
    if (group == null) {
      if (groups.size() >= Aggregation.MOST_GROUPS || cells >= MOST_CELLS) {
        return beyond;
      }
      group = new Group();
      groups.put(List.copyOf(keys), group);
    }
    Tally cell = group.buckets.get(bucketNanos);
    if (cell != null) {
      return cell;
    }
    if (cells >= MOST_CELLS) {
      return beyond;
    }
    cells++;
    Tally first = new Tally();
    group.buckets.put(bucketNanos, first);
    return first;
  }

  /**
   * The largest groups.
   *
   * @param missed see {@link Groups#missed}
   */
  public Groups groups(Groups.Covered covered, long missed) {
    List<Map.Entry<List<String>, Group>> order = new ArrayList<>(groups.entrySet());
    Tally total = new Tally();
    total.add(beyond);
    for (Map.Entry<List<String>, Group> entry : order) {
      entry.getValue().buckets.values().forEach(entry.getValue().all::add);
      total.add(entry.getValue().all);
    }
    order.sort(LARGEST_FIRST);
    int told = Math.min(order.size(), aggregation.limit());
    Tally others = new Tally();
    others.add(beyond);
    order.subList(told, order.size()).forEach(entry -> others.add(entry.getValue().all));
    return new Groups(
        aggregation.by(),
        aggregation.bucketNanos(),
        rows(order.subList(0, told)),
        total.sums(),
        others.sums(),
        beyond.flows() == 0,
        covered,
        missed);
  }

  private static List<Groups.Row> rows(List<Map.Entry<List<String>, Group>> order) {
    List<Groups.Row> rows = new ArrayList<>();
    for (Map.Entry<List<String>, Group> entry : order) {
      entry
          .getValue()
          .buckets
          .forEach((at, tally) -> rows.add(new Groups.Row(at, entry.getKey(), tally.sums())));
    }
    // The order of groups within a stretch stays.
    rows.sort(Comparator.comparingLong(Groups.Row::bucketNanos));
    return rows;
  }

  private static final Comparator<Map.Entry<List<String>, Group>> LARGEST_FIRST =
      Comparator.<Map.Entry<List<String>, Group>>comparingLong(e -> -e.getValue().all.flows())
          .thenComparing(e -> String.join("\0", e.getKey()));
}
