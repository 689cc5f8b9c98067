package io.sextant.filter;

import io.sextant.flow.Event;
import java.util.List;
import java.util.function.Predicate;

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

  @Override
  public boolean test(Event event) {
    return (allow.length == 0 || any(allow, event)) && !any(deny, event);
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
