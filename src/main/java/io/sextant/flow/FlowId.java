package io.sextant.flow;

/**
 * UUIDs of our own flows: RFC 9562, version 8. The first half names a session, the life of one
 * observer; the second half numbers its flows, scrambled so that ids that follow each other do not
 * look alike. So a store keeps small numbers instead of random ones, and finds a flow by them.
 *
 * <pre>
 *  high  | session, 48 bits | 8 | session, 12 bits |
 *  low   | 10 | scrambled counter, 62 bits         |
 * </pre>
 */
public final class FlowId {
  /** Sessions have 60 bits. */
  public static final long SESSION_MASK = (1L << 60) - 1;

  /** Counters have 62 bits. */
  public static final long COUNTER_MASK = (1L << 62) - 1;

  private static final long VERSION_8 = 0x8000;
  private static final long VERSION_MASK = 0xf000;
  private static final long VARIANT_RFC = 1L << 63;

  private static final long FIRST_FACTOR = 0x9e3779b97f4a7c15L;
  private static final long SECOND_FACTOR = 0xbf58476d1ce4e5b9L;
  private static final long FIRST_INVERSE = inverse(FIRST_FACTOR);
  private static final long SECOND_INVERSE = inverse(SECOND_FACTOR);

  private FlowId() {}

  /** First half of all ids of a session. */
  public static long high(long session) {
    return (session & SESSION_MASK) >>> 12 << 16 | VERSION_8 | (session & 0xfff);
  }

  /** Second half of the id of a session's flow. */
  public static long low(long counter) {
    long mixed = counter & COUNTER_MASK;
    mixed = fold(mixed) * FIRST_FACTOR & COUNTER_MASK;
    mixed = fold(mixed) * SECOND_FACTOR & COUNTER_MASK;
    return VARIANT_RFC | fold(mixed);
  }

  /** Whether an id has the form of ours: others may have given it out all the same. */
  public static boolean isOurs(long high, long low) {
    return (high & VERSION_MASK) == VERSION_8 && low >>> 62 == 2;
  }

  /** The session of an id of ours. */
  public static long session(long high) {
    return high >>> 16 << 12 | (high & 0xfff);
  }

  /** The number of an id of ours in its session. */
  public static long counter(long low) {
    long mixed = fold(low & COUNTER_MASK);
    mixed = fold(mixed * SECOND_INVERSE & COUNTER_MASK);
    return fold(mixed * FIRST_INVERSE & COUNTER_MASK);
  }

  /** Its own inverse for 62 bits. */
  private static long fold(long bits) {
    return bits ^ bits >>> 31;
  }

  /** The odd number that gives 1 with an odd factor, modulo 2^64; each step doubles the bits. */
  private static long inverse(long factor) {
    long inverse = factor;
    for (int bits = 3; bits < Long.SIZE; bits *= 2) {
      inverse *= 2 - factor * inverse;
    }
    return inverse;
  }
}
