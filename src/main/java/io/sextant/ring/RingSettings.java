package io.sextant.ring;

/**
 * Memory of the reader, per possible CPU; each a power of two.
 *
 * @param ringBytes shared with the kernel: what may pile up until a thread is scheduled
 * @param queueBytes on the heap: what may pile up until the consumer comes
 */
public record RingSettings(int ringBytes, int queueBytes) {
  private static final int LEAST_RING = 1 << 12;
  private static final int LEAST_QUEUE = 1 << 18;

  public RingSettings {
    check("ring", ringBytes, LEAST_RING);
    check("queue", queueBytes, LEAST_QUEUE);
  }

  /** 4 MiB and 8 MiB. */
  public static RingSettings defaults() {
    return new RingSettings(4 << 20, 8 << 20);
  }

  private static void check(String what, int bytes, int least) {
    if (Integer.bitCount(bytes) != 1 || bytes < least) {
      throw new IllegalArgumentException(
          what + " of " + bytes + " bytes: must be a power of two, " + least + " or more");
    }
  }
}
