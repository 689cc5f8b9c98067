package io.sextant.history.ledger;

import io.sextant.flow.LostEvents;
import io.sextant.flow.Node;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Ledgers of a test's folder, and losses for them. */
final class TestLedger {
  static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  static final long HOUR = TimeUnit.HOURS.toNanos(1);
  static final long START = 1_800_000_000L * SECOND;

  private TestLedger() {}

  static LossLedger open(Path folder, String run) throws IOException {
    return open(folder, run, START);
  }

  static LossLedger open(Path folder, String run, long nowNanos) throws IOException {
    return LossLedger.open(folder, run, nowNanos, 0);
  }

  static LostEvents lost(long time, String node, LostEvents.Source source, int cpu, long count) {
    return new LostEvents(time, Node.named(node), source, count, cpu, 0, 0);
  }

  static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }
}
