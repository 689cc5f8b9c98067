package io.sextant.relay;

import java.util.ArrayDeque;
import java.util.function.Consumer;

/**
 * The newest N of a merged answer, known only when it has ended. Memory is bounded: a little is the
 * stream's own, the rest comes out of a budget that all streams share. What does not fit is dropped
 * from the old end, and counted. Closing gives the memory back.
 */
final class Newest implements AutoCloseable {
  /** For all streams; far more than anyone reads: about 65,000 flows of usual size. */
  static final long SHARED_BYTES = 64L << 20;

  /** For each stream, whatever others hold: about 70 flows of usual size. */
  static final long OWN_BYTES = 64L << 10;

  private static final long OVERHEAD = 64;

  private final long number;
  private final long ownBytes;
  private final ByteBudget shared;
  private final ArrayDeque<Relayed> kept = new ArrayDeque<>();
  private long counted;
  private long bytes;
  private long taken;
  private long dropped;

  /**
   * @param ownBytes that need not be taken from the shared ones
   */
  Newest(long number, long ownBytes, ByteBudget shared) {
    this.number = number;
    this.ownBytes = ownBytes;
    this.shared = shared;
  }

  /** The next in order of time. */
  void add(Relayed message) {
    kept.add(message);
    bytes += size(message);
    if (message.counts()) {
      counted++;
    }
    while (counted > number) {
      dropOldest();
    }
    while (!fits()) {
      dropped += dropOldest().counts() ? 1 : 0;
    }
  }

  /** How many are missing of those that were asked for, because they did not fit. */
  long missing() {
    return Math.min(dropped, number - counted);
  }

  /** Gives all away, oldest first. */
  void drainTo(Consumer<Relayed> target) {
    while (!kept.isEmpty()) {
      target.accept(kept.element());
      dropOldest();
      giveBack();
    }
  }

  @Override
  public void close() {
    kept.clear();
    bytes = 0;
    giveBack();
  }

  /** Takes what is needed beyond what was taken already. */
  private boolean fits() {
    long wanted = bytes - ownBytes - taken;
    if (wanted > 0 && !shared.take(wanted)) {
      return false;
    }
    taken += Math.max(0, wanted);
    return true;
  }

  private void giveBack() {
    long surplus = taken - Math.max(0, bytes - ownBytes);
    shared.give(surplus);
    taken -= surplus;
  }

  private Relayed dropOldest() {
    Relayed oldest = kept.remove();
    bytes -= size(oldest);
    counted -= oldest.counts() ? 1 : 0;
    return oldest;
  }

  private static long size(Relayed message) {
    return OVERHEAD + message.bytes().length;
  }
}
