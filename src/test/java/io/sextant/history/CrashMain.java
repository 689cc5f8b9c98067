package io.sextant.history;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;

/**
 * Appends numbered flows to a history until it is killed, and tells what is acknowledged. Goes fast
 * and slow in turns, so that both blocks and tails are torn.
 */
final class CrashMain {
  private static final int BURST = 2_000;
  private static final int TRICKLE = 200;

  private CrashMain() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    HistorySettings settings =
        TestHistories.settings(Path.of(args[0]), Integer.parseInt(args[1]), 100_000);
    History history = History.open(settings, Clock.systemUTC());
    long next = history.nextSequence();
    PrintStream out = System.out;
    out.println("next " + next);
    long told = -1;
    while (true) {
      boolean fast = next / BURST % 8 != 0;
      history.writer().append(next, NumberedFlows.flow(next));
      next++;
      if (!fast && next % (BURST / TRICKLE) == 0) {
        Thread.sleep(1);
      }
      if (next % 100 == 0 || !fast) {
        history.writer().tick(System.nanoTime());
      }
      if (history.writer().acknowledged() > told) {
        told = history.writer().acknowledged();
        out.println("ack " + told);
      }
      if (next % (50L * BURST) == 0) {
        history.housekeeper().pass(System.nanoTime() + 3_600_000_000_000L);
      }
    }
  }
}
