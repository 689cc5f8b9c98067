package io.sextant.history.index;

/**
 * Where a block is and what it covers.
 *
 * @param offset of its first byte in the log
 * @param length in bytes
 * @param rows flows in it
 * @param firstSequence of its first flow
 * @param lastSequence of its last flow
 * @param minTimeNanos wall time of its oldest flow
 * @param maxTimeNanos wall time of its newest flow
 */
public record BlockEntry(
    long offset,
    int length,
    int rows,
    long firstSequence,
    long lastSequence,
    long minTimeNanos,
    long maxTimeNanos) {
  /** Offset of the byte after it. */
  public long end() {
    return offset + length;
  }
}
