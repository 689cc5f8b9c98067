package io.sextant.filter;

import io.sextant.flow.Event;
import io.sextant.flow.Flow;
import java.util.List;

/**
 * By verdict.
 *
 * @param numbers bits, numbered as {@link io.sextant.flow.Verdict}
 */
public record Verdicts(long numbers) implements Criterion {

  /** Holds for every flow, and for nothing else. */
  public static final Verdicts ANY = new Verdicts(-1);

  public static Verdicts of(List<Integer> numbers) {
    return new Verdicts(Bits.of(numbers));
  }

  @Override
  public boolean test(Event event) {
    return event instanceof Flow flow && Bits.has(numbers, flow.verdict().ordinal());
  }

  @Override
  public int cost() {
    return 1;
  }
}
