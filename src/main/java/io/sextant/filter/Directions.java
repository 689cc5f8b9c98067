package io.sextant.filter;

import io.sextant.flow.Event;
import io.sextant.flow.Flow;
import java.util.List;

/**
 * By traffic direction.
 *
 * @param numbers bits, numbered as {@link io.sextant.flow.TrafficDirection}
 */
public record Directions(long numbers) implements Criterion {

  public static Directions of(List<Integer> numbers) {
    return new Directions(Bits.of(numbers));
  }

  @Override
  public boolean test(Event event) {
    return event instanceof Flow flow && Bits.has(numbers, flow.direction().ordinal());
  }

  @Override
  public int cost() {
    return 1;
  }
}
