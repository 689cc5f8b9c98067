package io.sextant.filter;

import io.sextant.flow.Event;
import java.util.function.Predicate;

/**
 * By expressions over a whole event, in a language that is evaluated elsewhere. Much dearer than
 * all other criteria, hence asked last.
 */
public record Expressions(Predicate<Event> anyHolds) implements Criterion {

  @Override
  public boolean test(Event event) {
    return anyHolds.test(event);
  }

  @Override
  public int cost() {
    return 10_000;
  }
}
