package io.sextant.filter;

import io.sextant.flow.Event;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/**
 * Criteria that must all hold. None at all holds for every event, also for those that are no flow.
 */
public final class FlowFilter implements Predicate<Event> {
  private final Criterion[] cheapestFirst;

  /**
   * @throws InvalidFilterException if the criteria contradict each other
   */
  public FlowFilter(List<Criterion> criteria) {
    refuseHttpWithoutL7(criteria);
    cheapestFirst =
        criteria.stream()
            .sorted(Comparator.comparingInt(Criterion::cost))
            .toArray(Criterion[]::new);
  }

  public List<Criterion> criteria() {
    return List.of(cheapestFirst);
  }

  /** The same as a tree. */
  public Condition condition() {
    return Condition.all(criteria());
  }

  @Override
  public boolean test(Event event) {
    for (Criterion criterion : cheapestFirst) {
      if (!criterion.test(event)) {
        return false;
      }
    }
    return true;
  }

  private static void refuseHttpWithoutL7(List<Criterion> criteria) {
    for (Criterion criterion : criteria) {
      if (criterion instanceof EventTypes types && !types.includesL7()) {
        criteria.stream()
            .filter(Http.class::isInstance)
            .findFirst()
            .ifPresent(http -> {
              throw new InvalidFilterException(
                  ((Http) http).field(), "needs event_type to include 129 (l7) or be absent");
            });
      }
    }
  }
}
