package io.sextant.ring;

/** Takes what {@link RingReader#drainTo} delivers, on the thread that drains. */
public interface SampleConsumer {
  /**
   * One sample: an event and its packet bytes, perhaps with up to seven bytes of padding behind.
   *
   * @param bootNanos when the program emitted it, on the clock of {@link System#nanoTime}
   * @param buffer valid during the call only
   */
  void sample(int cpu, long bootNanos, byte[] buffer, int offset, int length);

  /** Samples that are missing at this place in the CPU's order. */
  void lost(int cpu, long bootNanos, LossSource source, long count);
}
