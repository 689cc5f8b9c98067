package io.sextant.relay;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Joins two streams of one peer without a double. It remembers the last second of what came, at
 * most {@link #MOST} messages, by time and hash; after a break the peer is asked for all since
 * then, and what is remembered is dropped once each. A second, because events of several CPUs may
 * stand out of order by less. Belongs to one thread.
 */
final class Seam {
  static final int MOST = 8192;
  private static final long SLACK_NANOS = 1_000_000_000L;

  /** What is later than now by more came from a clock that was wrong, and marks no place. */
  private static final long FUTURE_NANOS = 60_000_000_000L;

  /** A message that came. */
  private record Seen(long timeNanos, int hash) {}

  private long[] times = new long[16];
  private int[] hashes = new int[16];
  private int oldest;
  private int size;
  private long lastNanos = Relayed.NO_TIME;
  private long earliestNanos = Long.MAX_VALUE;
  private long forgottenNanos = Relayed.NO_TIME;
  private long expectedUntilNanos;
  private @Nullable Map<Seen, Integer> expected;

  /** Whether something came at all. */
  boolean isEmpty() {
    return lastNanos == Relayed.NO_TIME;
  }

  /** Time of the latest message, or {@link Relayed#NO_TIME}. */
  long lastNanos() {
    return lastNanos;
  }

  /** From when on the peer has to be asked again; only if something came. */
  long sinceNanos() {
    return Math.max(lastNanos - SLACK_NANOS, forgottenNanos + 1);
  }

  /** The peer begins again at {@link #sinceNanos}. */
  void reopen() {
    Map<Seen, Integer> again = new HashMap<>();
    for (int i = 0; i < size; i++) {
      int at = (oldest + i) & (times.length - 1);
      if (times[at] >= sinceNanos()) {
        again.merge(new Seen(times[at], hashes[at]), 1, Integer::sum);
      }
    }
    expected = again.isEmpty() ? null : again;
    expectedUntilNanos = lastNanos + SLACK_NANOS;
  }

  /** Remembers a message; whether it is new. */
  boolean isNew(Relayed message) {
    long time = message.timeNanos();
    if (time == Relayed.NO_TIME || message.carries() == Relayed.NODE_STATUS) {
      return true;
    }
    int hash = Arrays.hashCode(message.bytes());
    if (expected != null && isExpected(expected, new Seen(time, hash))) {
      return false;
    }
    remember(time, hash);
    return true;
  }

  private boolean isExpected(Map<Seen, Integer> again, Seen seen) {
    if (seen.timeNanos > expectedUntilNanos) {
      expected = null;
      return false;
    }
    Integer left = again.get(seen);
    if (left == null) {
      return false;
    }
    if (left == 1) {
      again.remove(seen);
    } else {
      again.put(seen, left - 1);
    }
    return true;
  }

  /** Time of the earliest message that came. */
  long earliestNanos() {
    return earliestNanos;
  }

  private void remember(long time, int hash) {
    if (time > RelayedStream.wallNanos() + FUTURE_NANOS) {
      return;
    }
    earliestNanos = Math.min(earliestNanos, time);
    lastNanos = Math.max(lastNanos, time);
    while (size > 0 && times[oldest] < lastNanos - SLACK_NANOS) {
      forgetOldest();
    }
    if (size == MOST) {
      forgottenNanos = Math.max(forgottenNanos, times[oldest]);
      forgetOldest();
    } else if (size == times.length) {
      grow();
    }
    int at = (oldest + size) & (times.length - 1);
    times[at] = time;
    hashes[at] = hash;
    size++;
  }

  private void forgetOldest() {
    oldest = (oldest + 1) & (times.length - 1);
    size--;
  }

  private void grow() {
    long[] moreTimes = new long[2 * times.length];
    int[] moreHashes = new int[2 * times.length];
    for (int i = 0; i < size; i++) {
      int at = (oldest + i) & (times.length - 1);
      moreTimes[i] = times[at];
      moreHashes[i] = hashes[at];
    }
    times = moreTimes;
    hashes = moreHashes;
    oldest = 0;
  }
}
