package io.sextant.relay;

import java.util.ArrayDeque;
import java.util.function.Consumer;

/**
 * The newest N of a merged answer, known only when it has ended. Memory is bounded: what does not
 * fit is dropped from the old end, and counted.
 */
final class Newest {
  /** Far more than anyone reads; N flows of usual size are kept up to about N = 200,000. */
  static final long MOST_BYTES = 64L << 20;

  private static final int OVERHEAD = 64;

  private final long number;
  private final long mostBytes;
  private final ArrayDeque<Relayed> kept = new ArrayDeque<>();
  private long counted;
  private long bytes;
  private long dropped;

  Newest(long number, long mostBytes) {
    this.number = number;
    this.mostBytes = mostBytes;
  }

  /** The next in order of time. */
  void add(Relayed message) {
    kept.add(message);
    bytes += message.bytes().length + OVERHEAD;
    if (message.counts()) {
      counted++;
    }
    while (counted > number) {
      dropOldest();
    }
    while (bytes > mostBytes) {
      dropped += dropOldest().counts() ? 1 : 0;
    }
  }

  /** How many are missing of those that were asked for, because they did not fit. */
  long missing() {
    return Math.min(dropped, number - counted);
  }

  /** Gives all away, oldest first. */
  void drainTo(Consumer<Relayed> target) {
    for (Relayed message = kept.poll(); message != null; message = kept.poll()) {
      target.accept(message);
    }
  }

  private Relayed dropOldest() {
    Relayed oldest = kept.remove();
    bytes -= oldest.bytes().length + OVERHEAD;
    counted -= oldest.counts() ? 1 : 0;
    return oldest;
  }
}
