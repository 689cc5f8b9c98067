package io.sextant.cli;

import io.sextant.proto.flow.Flow;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Flows counted by what some of their fields say. A flow counts for both of its ends where a field
 * has a value at each; an end without any of these values does not count. So many groups are kept;
 * flows of later ones count together. Belongs to one thread.
 */
final class FlowGroups {
  /** So many groups are kept when nothing else is said. */
  static final int MOST = 100_000;

  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private final List<FlowField> fields;
  private final int most;
  private final boolean eachEnd;
  private final Map<List<String>, Group> groups = new HashMap<>();
  private final Group rest = new Group(List.of());
  private final Group total = new Group(List.of());
  private long ratedNanos;

  /** What a group has. */
  static final class Group {
    private final List<String> key;
    private long flows;
    private long drops;
    private long flowsBefore;
    private double rate;

    Group(List<String> key) {
      this.key = key;
    }

    /** The values of the fields, in their order. */
    List<String> key() {
      return key;
    }

    long flows() {
      return flows;
    }

    long drops() {
      return drops;
    }

    /** Flows per second of late. */
    double rate() {
      return rate;
    }

    private void count(boolean dropped) {
      flows++;
      if (dropped) {
        drops++;
      }
    }

    private void rate(double seconds) {
      rate = (flows - flowsBefore) / seconds;
      flowsBefore = flows;
    }
  }

  FlowGroups(List<FlowField> fields, int most) {
    this.fields = List.copyOf(fields);
    this.most = most;
    this.eachEnd = fields.stream().anyMatch(FlowField::eachEnd);
  }

  List<FlowField> fields() {
    return fields;
  }

  void count(Flow flow) {
    boolean dropped = FlowFields.dropped(flow);
    total.count(dropped);
    List<String> source = key(flow, End.SOURCE);
    if (!eachEnd) {
      group(source).count(dropped);
      return;
    }
    List<String> destination = key(flow, End.DESTINATION);
    boolean named = isNamed(destination);
    if (isNamed(source) || !named) {
      group(source).count(dropped);
    }
    if (named && !destination.equals(source)) {
      group(destination).count(dropped);
    }
  }

  /** All groups that are kept, in no order. */
  Collection<Group> groups() {
    return Collections.unmodifiableCollection(groups.values());
  }

  /** Flows of the groups that are not kept. */
  Group rest() {
    return rest;
  }

  /** All flows, each once. */
  Group total() {
    return total;
  }

  /** Takes the rates of the time since it was called last, once that is a second. */
  void rate(long nanoTime) {
    if (ratedNanos == 0) {
      ratedNanos = nanoTime;
      return;
    }
    long nanos = nanoTime - ratedNanos;
    if (nanos >= NANOS_PER_SECOND) {
      double seconds = (double) nanos / NANOS_PER_SECOND;
      groups.values().forEach(group -> group.rate(seconds));
      rest.rate(seconds);
      total.rate(seconds);
      ratedNanos = nanoTime;
    }
  }

  private Group group(List<String> key) {
    Group group = groups.get(key);
    if (group != null) {
      return group;
    }
    if (groups.size() >= most) {
      return rest;
    }
    Group fresh = new Group(key);
    groups.put(key, fresh);
    return fresh;
  }

  private List<String> key(Flow flow, End end) {
    if (fields.size() == 1) {
      return List.of(fields.getFirst().of(flow, end));
    }
    String[] values = new String[fields.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = fields.get(i).of(flow, end);
    }
    return List.of(values);
  }

  private boolean isNamed(List<String> key) {
    for (int i = 0; i < key.size(); i++) {
      if (fields.get(i).eachEnd() && !key.get(i).isEmpty()) {
        return true;
      }
    }
    return false;
  }
}
