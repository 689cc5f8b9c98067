package io.sextant.serve.http;

import java.util.ArrayDeque;

/** Events per second over the last few seconds, from a growing total. Belongs to one thread. */
final class Pace {
  private static final long WINDOW_MILLIS = 5000;

  private record Sample(long millis, long total) {}

  private final ArrayDeque<Sample> samples = new ArrayDeque<>();

  double at(long millis, long total) {
    samples.addLast(new Sample(millis, total));
    while (samples.size() > 2 && millis - samples.getFirst().millis() > WINDOW_MILLIS) {
      samples.removeFirst();
    }
    Sample first = samples.getFirst();
    long span = millis - first.millis();
    return span <= 0 ? 0 : (total - first.total()) * 1000.0 / span;
  }
}
