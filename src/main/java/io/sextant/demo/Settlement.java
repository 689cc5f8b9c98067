package io.sextant.demo;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/** The batch job that comes and goes: it reads the ledger's database for some seconds. */
final class Settlement {
  private static final Duration QUERY = Duration.ofMillis(900);

  private final Cadence cadence;

  Settlement(Cadence cadence) {
    this.cadence = cadence;
  }

  void run(Worker worker, Duration length) throws InterruptedException {
    long end = System.nanoTime() + length.toNanos();
    while (System.nanoTime() < end && !worker.pod().isClosed()) {
      Duration pause = cadence.pause(QUERY);
      Thread.sleep(pause.compareTo(length) < 0 ? pause : length);
      try {
        settle(worker);
      } catch (IOException e) {
        // The next query may succeed.
      }
    }
  }

  private static void settle(Worker worker) throws IOException {
    SocketChannel channel = worker.dial(ShopPlan.LEDGER_DB, Worker.PATIENCE);
    try {
      new Frames(channel, Frames.QUERY).call("select sum(cents) from entries");
    } finally {
      worker.pod().hangUp(channel);
    }
  }
}
