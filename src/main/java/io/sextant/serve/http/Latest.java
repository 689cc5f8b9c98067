package io.sextant.serve.http;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Supplier;

/** A text that is made at most once per interval, however many ask for it. */
final class Latest {
  private final Supplier<String> make;
  private final Duration interval;
  private final InstantSource clock;
  private String text = "";
  private Instant made = Instant.MIN;

  Latest(Supplier<String> make, Duration interval, InstantSource clock) {
    this.make = make;
    this.interval = interval;
    this.clock = clock;
  }

  synchronized String get() {
    Instant now = clock.instant();
    if (made.equals(Instant.MIN) || Duration.between(made, now).compareTo(interval) >= 0) {
      text = make.get();
      made = now;
    }
    return text;
  }
}
