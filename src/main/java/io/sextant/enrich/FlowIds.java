package io.sextant.enrich;

import java.security.SecureRandom;
import java.util.SplittableRandom;

/**
 * Random UUIDs (RFC 9562, version 4) for flows. Seeded by the system once and cheap afterwards:
 * they tell flows apart and protect nothing. One per thread.
 */
public final class FlowIds {
  private static final long VERSION_MASK = 0xffff_ffff_ffff_0fffL;
  private static final long VERSION_4 = 0x4000;
  private static final long VARIANT_MASK = 0x3fff_ffff_ffff_ffffL;
  private static final long VARIANT_RFC = 0x8000_0000_0000_0000L;

  private final SplittableRandom random;
  private long high;
  private long low;

  private FlowIds(SplittableRandom random) {
    this.random = random;
  }

  /** Ids that nobody else gives out. */
  public static FlowIds unique() {
    return seeded(new SecureRandom().nextLong());
  }

  /** The same ids for the same seed. */
  public static FlowIds seeded(long seed) {
    return new FlowIds(new SplittableRandom(seed));
  }

  void next() {
    high = (random.nextLong() & VERSION_MASK) | VERSION_4;
    low = (random.nextLong() & VARIANT_MASK) | VARIANT_RFC;
  }

  long high() {
    return high;
  }

  long low() {
    return low;
  }
}
