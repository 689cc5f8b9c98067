package io.sextant.history.ledger;

import static io.sextant.history.ledger.TestLedger.HOUR;
import static io.sextant.history.ledger.TestLedger.SECOND;
import static io.sextant.history.ledger.TestLedger.START;
import static io.sextant.history.ledger.TestLedger.lost;
import static org.assertj.core.api.Assertions.assertThat;

import io.sextant.flow.LostEvents;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What went in, out and away adds up, over runs, over days and after the old is forgotten. */
class BalanceTest {
  @TempDir Path folder;

  /** A story: what a node saw in two lives, one of them cut short. */
  @Test
  void conservation_holdsWhereAllIsAccountedFor() throws IOException {
    try (LossLedger ledger = TestLedger.open(folder, "first")) {
      ledger.count(new StageCounts(START + SECOND, "n", LossStage.KERNEL_RING, 0, 0, 0, 0));
      ledger.count(
          new StageCounts(START + 12 * SECOND, "n", LossStage.KERNEL_RING, 110, 100, 0, 10));
      ledger.count(new StageCounts(START + 12 * SECOND, "n", LossStage.DECODING, 100, 95, 3, 2));
      ledger.count(new StageCounts(START + 13 * SECOND, "n", LossStage.DECODING, 150, 95, 3, 2));
      ledger.sync();
    }
    LossLedger ledger = TestLedger.open(folder, "second", START + 60 * SECOND);
    ledger.count(new StageCounts(START + 70 * SECOND, "n", LossStage.KERNEL_RING, 50, 50, 0, 0));
    ledger.count(new StageCounts(START + 70 * SECOND, "n", LossStage.DECODING, 50, 40, 0, 4));
    ledger.count(new StageCounts(START + 75 * SECOND, "n", LossStage.DECODING, 60, 50, 0, 4));
    ledger.close(START + 80 * SECOND);

    try (LossLedger after = TestLedger.open(folder, "third", START + 90 * SECOND)) {
      assertThat(after.runs(0, Long.MAX_VALUE))
          .containsExactly(
              new Run("first", START, START + 12 * SECOND, Run.End.SUDDEN),
              new Run("second", START + 60 * SECOND, START + 80 * SECOND, Run.End.ORDERLY),
              new Run("third", START + 90 * SECOND, START + 90 * SECOND, Run.End.RUNNING));
      List<Balance> firstLife = after.balances(START, START + 60 * SECOND);
      assertThat(firstLife).allMatch(Balance::holds).hasSize(2);
      assertThat(firstLife.getFirst())
          .isEqualTo(
              new Balance(
                  "n",
                  LossStage.KERNEL_RING,
                  LostEvents.NO_CPU,
                  START,
                  START + 12 * SECOND,
                  110,
                  100,
                  0,
                  10));
      List<Balance> both = after.balances(START, START + 90 * SECOND);
      assertThat(both.getFirst())
          .isEqualTo(
              new Balance(
                  "n",
                  LossStage.KERNEL_RING,
                  LostEvents.NO_CPU,
                  START,
                  START + 70 * SECOND,
                  160,
                  150,
                  0,
                  10));
      assertThat(both.getLast().holds()).isFalse();
      assertThat(both.getLast().missing()).isEqualTo(6);
      assertThat(after.balances(START + 70 * SECOND + 1, START + 90 * SECOND))
          .containsExactly(
              new Balance(
                  "n",
                  LossStage.DECODING,
                  LostEvents.NO_CPU,
                  START + 70 * SECOND,
                  START + 75 * SECOND,
                  10,
                  10,
                  0,
                  0));
    }
  }

  @Test
  void countsOfLong_areThinnedOutAndStayExact() throws IOException {
    long days = 5;
    try (LossLedger ledger = TestLedger.open(folder, "one")) {
      for (long i = 1; i <= days * 8_640; i++) {
        ledger.count(
            new StageCounts(
                START + i * 10 * SECOND, "n", LossStage.MEMORY_RING, 7 * i, 6 * i, i, 0));
        if (i % 1_000 == 0) {
          ledger.sync();
        }
      }
      ledger.sync();
      assertThat(ledger.bytes()).isLessThan(4 << 20);
    }
    try (LossLedger ledger = TestLedger.open(folder, "two", START + 6 * 24 * HOUR)) {
      Balance all = ledger.balances(START, Long.MAX_VALUE).getFirst();
      assertThat(all.in()).isEqualTo(7 * days * 8_640);
      assertThat(all.holds()).isTrue();
      Balance hour = ledger.balances(START + 30 * HOUR, START + 33 * HOUR).getFirst();
      assertThat(hour.in()).isBetween(2 * 7 * 360L, 4 * 7 * 360L);
      assertThat(hour.untilNanos() - hour.fromNanos()).isEqualTo(hour.in() / 7 * 10 * SECOND);
    }
  }

  @Test
  void forgetting_keepsTheBaseOfLaterCounts() throws IOException {
    try (LossLedger ledger = TestLedger.open(folder, "one")) {
      for (int i = 1; i <= 10; i++) {
        ledger.append(i, lost(START + 20L * i * SECOND, "n", LossStage.KERNEL_RING.source(), 0, 1));
        ledger.count(
            new StageCounts(START + 20L * i * SECOND, "n", LossStage.KERNEL_RING, i, i - 1, 0, 1));
      }
      ledger.sync();
      long before = ledger.bytes();
      ledger.forget(START + 100 * SECOND);
      assertThat(ledger.bytes()).isLessThan(before);
    }
    try (LossLedger ledger = TestLedger.open(folder, "two", START + 300 * SECOND)) {
      assertThat(ledger.losses(0, 100))
          .extracting(Loss::sequence)
          .containsExactly(5L, 6L, 7L, 8L, 9L, 10L);
      assertThat(ledger.balances(START + 100 * SECOND, START + 300 * SECOND).getFirst().in())
          .isEqualTo(6);
      ledger.forget(START + 299 * SECOND);
      assertThat(ledger.runs(0, Long.MAX_VALUE)).extracting(Run::id).containsExactly("two");
    }
  }
}
