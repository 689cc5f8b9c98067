package io.sextant.cli;

import io.sextant.cli.FlowGroups.Group;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** In which order groups are shown, and how many of them. */
final class GroupOrder {
  private static final String NAME = "name";

  private final Comparator<Group> order;
  private final int most;

  /**
   * @param orders none for the greatest first
   * @param most how many are shown
   */
  GroupOrder(List<FlowField> fields, List<SortOrder> orders, int most) {
    Comparator<Group> byName = byName(fields);
    Comparator<Group> all = null;
    for (SortOrder one : orders) {
      Comparator<Group> next = one.turn(comparator(fields, one, byName));
      all = all == null ? next : all.thenComparing(next);
    }
    Comparator<Group> byCount = Comparator.comparingLong(Group::flows).reversed();
    this.order = (all == null ? byCount : all).thenComparing(byCount).thenComparing(byName);
    this.most = most;
  }

  /** The first ones, in order. */
  List<Group> first(Collection<Group> groups) {
    if (groups.size() <= most) {
      return groups.stream().sorted(order).toList();
    }
    PriorityQueue<Group> kept = new PriorityQueue<>(order.reversed());
    for (Group group : groups) {
      if (kept.size() < most) {
        kept.add(group);
      } else if (order.compare(group, kept.element()) < 0) {
        kept.remove();
        kept.add(group);
      }
    }
    List<Group> first = new ArrayList<>(kept);
    first.sort(order);
    return first;
  }

  private static Comparator<Group> comparator(
      List<FlowField> fields, SortOrder order, Comparator<Group> byName) {
    return switch (order.field()) {
      case "count", "flows", "share" -> Comparator.comparingLong(Group::flows);
      case "drops" -> Comparator.comparingLong(Group::drops);
      case "rate" -> Comparator.comparingDouble(Group::rate);
      case NAME -> byName;
      default -> byField(fields, order.field());
    };
  }

  private static Comparator<Group> byField(List<FlowField> fields, String name) {
    String wanted = FlowFields.named("--sort", name).name();
    for (int i = 0; i < fields.size(); i++) {
      if (fields.get(i).name().equals(wanted)) {
        return byValue(fields, i);
      }
    }
    throw new CommandFailure(
        "--sort: groups have no \""
            + wanted
            + "\": give count, drops, rate, name, or a field of --by");
  }

  private static Comparator<Group> byName(List<FlowField> fields) {
    Comparator<Group> all = byValue(fields, 0);
    for (int i = 1; i < fields.size(); i++) {
      all = all.thenComparing(byValue(fields, i));
    }
    return all;
  }

  private static Comparator<Group> byValue(List<FlowField> fields, int index) {
    return Comparator.comparing(
        group -> group.key().get(index), SortOrder.values(fields.get(index).numeric()));
  }
}
