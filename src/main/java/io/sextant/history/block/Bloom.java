package io.sextant.history.block;

/** A set of UUIDs that may hold too many and never too few: 12 bits an id, 6 probes. */
public final class Bloom {
  private static final int BITS = 12;
  private static final int PROBES = 6;
  private static final long MIX = 0x9e3779b97f4a7c15L;

  private Bloom() {}

  /** An empty set for so many ids. */
  static byte[] of(int ids) {
    return new byte[(ids * BITS + 7) >>> 3];
  }

  static void add(byte[] set, long high, long low) {
    long hash = hash(high, low);
    long step = step(hash);
    for (int i = 0; i < PROBES; i++) {
      int bit = bit(hash + i * step, set.length);
      set[bit >>> 3] |= (byte) (1 << (bit & 7));
    }
  }

  /**
   * Whether an id may be in a set.
   *
   * @param from where the set begins in the bytes
   */
  public static boolean mayHold(byte[] set, int from, int length, long high, long low) {
    long hash = hash(high, low);
    long step = step(hash);
    for (int i = 0; i < PROBES && length > 0; i++) {
      int bit = bit(hash + i * step, length);
      if ((set[from + (bit >>> 3)] & 1 << (bit & 7)) == 0) {
        return false;
      }
    }
    return length > 0;
  }

  private static long hash(long high, long low) {
    long hash = (high * MIX ^ low) * MIX;
    return (hash ^ hash >>> 29) * MIX;
  }

  private static long step(long hash) {
    return (hash ^ hash >>> 33) * MIX | 1;
  }

  private static int bit(long hash, int bytes) {
    return (int) Math.unsignedMultiplyHigh(hash, (long) bytes << 3);
  }
}
