package io.sextant.history.ledger;

/**
 * Something that held for a while.
 *
 * @param key tells it from others of its kind
 * @param value what held, as JSON text
 * @param fromNanos since when, nanoseconds since the Unix epoch
 * @param toNanos until when, itself not included; {@link #STILL} while it holds
 */
public record Fact(FactKind kind, String key, String value, long fromNanos, long toNanos) {
  /** The end of what still holds. */
  public static final long STILL = Long.MAX_VALUE;

  /** Whether nothing has ended it yet. */
  public boolean isOpen() {
    return toNanos == STILL;
  }

  /** Whether it held then. */
  public boolean heldAt(long timeNanos) {
    return fromNanos <= timeNanos && (timeNanos < toNanos || isOpen());
  }

  /** Whether it held at some moment from a time up to, but without, another. */
  public boolean heldDuring(long sinceNanos, long untilNanos) {
    return fromNanos < untilNanos && (toNanos > sinceNanos || isOpen());
  }

  Fact endedAt(long timeNanos) {
    return new Fact(kind, key, value, fromNanos, timeNanos);
  }
}
