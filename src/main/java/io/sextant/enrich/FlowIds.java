package io.sextant.enrich;

import io.sextant.flow.FlowId;
import java.security.SecureRandom;
import java.util.SplittableRandom;

/**
 * UUIDs for flows, see {@link FlowId}: a session that is drawn once, and a counter. They tell flows
 * apart and protect nothing. One per thread.
 */
public final class FlowIds {
  private final long high;
  private long counter = -1;

  private FlowIds(long session) {
    this.high = FlowId.high(session);
  }

  /** Ids that nobody else gives out. */
  public static FlowIds unique() {
    return new FlowIds(new SecureRandom().nextLong());
  }

  /** The same ids for the same seed. */
  public static FlowIds seeded(long seed) {
    return new FlowIds(new SplittableRandom(seed).nextLong());
  }

  void next() {
    counter++;
  }

  long high() {
    return high;
  }

  long low() {
    return FlowId.low(counter);
  }
}
