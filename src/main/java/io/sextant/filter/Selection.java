package io.sextant.filter;

import io.sextant.flow.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Events that at least one filter allows, or none is there to, and that no filter denies. */
public final class Selection implements Predicate<Event> {
  /** Every event. */
  public static final Selection EVERYTHING = new Selection(List.of(), List.of());

  private final FlowFilter[] allow;
  private final FlowFilter[] deny;

  public Selection(List<FlowFilter> allow, List<FlowFilter> deny) {
    this.allow = allow.toArray(FlowFilter[]::new);
    this.deny = deny.toArray(FlowFilter[]::new);
  }

  public List<FlowFilter> allow() {
    return List.of(allow);
  }

  public List<FlowFilter> deny() {
    return List.of(deny);
  }

  /** The same as a tree. */
  public Condition condition() {
    List<Condition> parts = new ArrayList<>();
    if (allow.length > 0) {
      parts.add(Condition.any(conditions(allow)));
    }
    if (deny.length > 0) {
      parts.add(new Condition.Not(Condition.any(conditions(deny))));
    }
    return Condition.all(parts);
  }

  @Override
  public boolean test(Event event) {
    return (allow.length == 0 || any(allow, event)) && !any(deny, event);
  }

  private static List<Condition> conditions(FlowFilter[] filters) {
    return Stream.of(filters).map(FlowFilter::condition).toList();
  }

  private static boolean any(FlowFilter[] filters, Event event) {
    for (FlowFilter filter : filters) {
      if (filter.test(event)) {
        return true;
      }
    }
    return false;
  }
}
