package io.sextant.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what other threads bring about, but not for ever. */
final class Patience {
  private Patience() {}

  static void await(BooleanSupplier there) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!there.getAsBoolean()) {
      assertThat(System.nanoTime()).as("patience").isLessThan(end);
      LockSupport.parkNanos(5_000_000);
    }
  }
}
