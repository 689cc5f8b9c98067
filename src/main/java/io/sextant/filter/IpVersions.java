package io.sextant.filter;

import io.sextant.flow.Event;
import io.sextant.flow.Flow;
import java.util.List;

/**
 * By IP version.
 *
 * @param numbers bits, numbered as {@link io.sextant.flow.IpVersion}
 */
public record IpVersions(long numbers) implements Criterion {

  public static IpVersions of(List<Integer> numbers) {
    return new IpVersions(Bits.of(numbers));
  }

  @Override
  public boolean test(Event event) {
    return event instanceof Flow flow && Bits.has(numbers, flow.ipVersion().ordinal());
  }

  @Override
  public int cost() {
    return 1;
  }
}
