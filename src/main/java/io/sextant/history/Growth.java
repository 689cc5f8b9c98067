package io.sextant.history;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalDouble;

/** How fast history grows, by what was written in the last hour. */
final class Growth {
  private static final Duration WINDOW = Duration.ofHours(1);
  private static final Duration STEP = Duration.ofMinutes(1);
  private static final double NANOS_PER_DAY = Duration.ofDays(1).toNanos();

  private record Sample(long nanos, long bytes) {}

  private final Deque<Sample> samples = new ArrayDeque<>();

  /** Notes how many bytes were written since the start, by a steady clock. */
  synchronized void note(long nowNanos, long writtenBytes) {
    Sample last = samples.peekLast();
    if (last != null && nowNanos - last.nanos < STEP.toNanos()) {
      return;
    }
    samples.add(new Sample(nowNanos, writtenBytes));
    while (nowNanos - samples.getFirst().nanos > WINDOW.toNanos()) {
      samples.removeFirst();
    }
  }

  /** Forgets what was: it says nothing of what comes. */
  synchronized void restart() {
    samples.clear();
  }

  /** Days until this many bytes are written; empty while nothing is known or grows. */
  synchronized OptionalDouble daysUntil(long bytes) {
    Sample first = samples.peekFirst();
    Sample last = samples.peekLast();
    if (first == null || last == null || last.bytes <= first.bytes) {
      return OptionalDouble.empty();
    }
    double perDay = (last.bytes - first.bytes) * NANOS_PER_DAY / (last.nanos - first.nanos);
    return OptionalDouble.of(bytes / perDay);
  }
}
