package io.sextant.history.ledger;

import static io.sextant.history.ledger.TestLedger.HOUR;
import static io.sextant.history.ledger.TestLedger.SECOND;
import static io.sextant.history.ledger.TestLedger.START;
import static io.sextant.history.ledger.TestLedger.lost;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.sextant.flow.LostEvents;
import io.sextant.flow.Node;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was lost is found again: in order, in sums, by who reads beside the writer. */
class LossLedgerTest {
  @TempDir Path folder;

  @Test
  void losses_areFoundInOrderAfterRestart() throws IOException {
    try (LossLedger ledger = TestLedger.open(folder, "one")) {
      ledger.append(10, lost(START, "a", LostEvents.Source.PERF_EVENT_RING_BUFFER, 0, 5));
      ledger.append(20, lost(START + SECOND, "a", LostEvents.Source.OBSERVER_EVENTS_QUEUE, 1, 7));
      ledger.append(
          15,
          LossStage.HISTORY_STORE,
          lost(START, "a", LostEvents.Source.UNKNOWN_LOST_EVENT_SOURCE, LostEvents.NO_CPU, 3));
      ledger.sync();
    }
    try (LossLedger ledger = TestLedger.open(folder, "two")) {
      assertThat(ledger.losses(0, 100)).extracting(Loss::sequence).containsExactly(10L, 15L, 20L);
      assertThat(ledger.losses(11, 20))
          .extracting(Loss::stage)
          .containsExactly(LossStage.HISTORY_STORE);
      assertThat(ledger.losses(20, 21).getFirst().event())
          .isEqualTo(
              new LostEvents(
                  START + SECOND,
                  Node.named("a"),
                  LostEvents.Source.OBSERVER_EVENTS_QUEUE,
                  7,
                  1,
                  START + SECOND,
                  START + SECOND));
      assertThat(ledger.check()).isEqualTo(new FileCheck(4, 0, 0, ""));
    }
  }

  @Test
  void reportsOfOnePlaceAndSecond_becomeOneEntryWithTheirSum() throws IOException {
    try (LossLedger ledger = TestLedger.open(folder, "one")) {
      for (int i = 0; i < 25_000; i++) {
        long time = START + i % 1_000;
        ledger.append(
            i, lost(time, "a", LostEvents.Source.PERF_EVENT_RING_BUFFER, i % 2, i % 2 + 1));
      }
      ledger.sync();
      assertThat(ledger.losses(0, 30_000)).hasSizeLessThan(10);
      assertThat(ledger.summary(START, START + SECOND))
          .extracting(LossSum::cpu, LossSum::count)
          .containsExactly(tuple(0, 12_500L), tuple(1, 25_000L));
      assertThat(ledger.bytes()).isLessThan(2_000);
    }
  }

  @Test
  void loss_isSeenAtItsPlaceAtOnce_andSummedOnceItIsSynced() throws IOException {
    try (LossLedger ledger = TestLedger.open(folder, "one")) {
      ledger.append(1, lost(START, "a", LostEvents.Source.PERF_EVENT_RING_BUFFER, 0, 5));
      assertThat(ledger.losses(0, 10)).hasSize(1);
      assertThat(ledger.summary(0, Long.MAX_VALUE)).isEmpty();
      ledger.sync();
      assertThat(ledger.losses(0, 10)).hasSize(1);
      assertThat(ledger.summary(0, Long.MAX_VALUE)).hasSize(1);
    }
  }

  /** Against a plain list; what is old is only asked for by whole hours. */
  @RepeatedTest(5)
  void sums_areThoseOfAPlainList(RepetitionInfo repetition) throws IOException {
    long seed = repetition.getCurrentRepetition() * 7_919L;
    Random random = new Random(seed);
    List<Loss> model = new ArrayList<>();
    long time = START;
    long sequence = 0;
    LossLedger ledger = LossLedger.open(folder, "0", time, 0, 200);
    for (int i = 0; i < 4_000; i++) {
      time += random.nextLong(random.nextInt(40) == 0 ? HOUR / 2 : SECOND);
      sequence += 1 + random.nextInt(5);
      Loss loss = randomLoss(random, sequence, time);
      model.add(loss);
      ledger.append(sequence, loss.stage(), loss.event());
      if (random.nextInt(10) == 0) {
        ledger.sync();
      }
      if (random.nextInt(700) == 0) {
        ledger.sync();
        ledger.close();
        ledger = LossLedger.open(folder, String.valueOf(i), time, 0, 200);
      }
      if (random.nextInt(1_000) == 0) {
        long before = time / HOUR * HOUR - HOUR;
        ledger.forget(before);
        model.removeIf(each -> each.timeNanos() < before);
      }
    }
    ledger.sync();
    ledger.close();
    ledger = LossLedger.open(folder, "last", time, 0, 200);
    for (int i = 0; i < 50; i++) {
      long since = (START / HOUR - 1 + random.nextInt(100)) * HOUR;
      long until = since + random.nextInt(100) * HOUR;
      assertThat(sums(ledger.summary(since, until)))
          .as("seed %d, from %d to %d", seed, since, until)
          .isEqualTo(sums(model, each -> each.timeNanos() >= since && each.timeNanos() < until));
    }
    List<Loss> all = ledger.losses(0, Long.MAX_VALUE);
    assertThat(all).isSortedAccordingTo((a, b) -> Long.compare(a.sequence(), b.sequence()));
    assertThat(all.size()).isLessThan(model.size());
    ledger.close();
  }

  /** As long as none of them are put together. */
  @RepeatedTest(5)
  void ranges_areThoseOfAPlainList(RepetitionInfo repetition) throws IOException {
    long seed = repetition.getCurrentRepetition() * 104_729L;
    Random random = new Random(seed);
    List<Loss> model = new ArrayList<>();
    try (LossLedger ledger = TestLedger.open(folder, "one")) {
      for (int i = 0; i < 500; i++) {
        Loss loss = randomLoss(random, i * 3L, START + i * SECOND);
        model.add(loss);
        ledger.append(loss.sequence(), loss.stage(), loss.event());
      }
      ledger.sync();
    }
    try (LossLedger ledger = TestLedger.open(folder, "two")) {
      for (int i = 0; i < 200; i++) {
        long from = random.nextLong(-10, 1_600);
        long to = random.nextLong(-10, 1_600);
        assertThat(ledger.losses(from, to))
            .as("seed %d, from %d to %d", seed, from, to)
            .isEqualTo(
                model.stream().filter(l -> l.sequence() >= from && l.sequence() < to).toList());
      }
    }
  }

  /** The forbidden outcome: a sum that goes back, or a range that is not in order. */
  @Test
  void readersBesideTheWriter_seeSumsThatOnlyRise() throws Exception {
    AtomicBoolean done = new AtomicBoolean();
    try (LossLedger ledger = LossLedger.open(folder, "one", START, 0, 500)) {
      List<Throwable> failures = new ArrayList<>();
      Thread reader =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  long before = 0;
                  while (!done.get()) {
                    long sum =
                        ledger.summary(0, Long.MAX_VALUE).stream().mapToLong(LossSum::count).sum();
                    assertThat(sum).isGreaterThanOrEqualTo(before);
                    before = sum;
                    assertThat(ledger.losses(0, Long.MAX_VALUE))
                        .isSortedAccordingTo((a, b) -> Long.compare(a.sequence(), b.sequence()));
                  }
                } catch (RuntimeException | AssertionError e) {
                  failures.add(e);
                }
              });
      for (int i = 0; i < 20_000; i++) {
        ledger.append(
            i, lost(START + i * SECOND / 7, "n", LossStage.KERNEL_RING.source(), i % 3, 1));
        if (i % 50 == 0) {
          ledger.sync();
        }
      }
      ledger.sync();
      done.set(true);
      reader.join();
      assertThat(failures).isEmpty();
      assertThat(ledger.summary(0, Long.MAX_VALUE).stream().mapToLong(LossSum::count).sum())
          .isEqualTo(20_000);
    }
  }

  @Test
  void lossOfNothing_isRefused() throws IOException {
    try (LossLedger ledger = TestLedger.open(folder, "one")) {
      assertThatThrownBy(
              () -> ledger.append(1, lost(START, "n", LossStage.KERNEL_RING.source(), 0, 0)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("count 0 of a loss: at least 1 is possible");
    }
  }

  /** The numbers from 70 on were lost with the first run, and given again by the second. */
  @Test
  void sequenceOfAnEarlierRun_goesOnWhereThatOneEnded() throws IOException {
    LossLedger.open(folder, "one", START, 0).close();
    LossLedger.open(folder, "two", START + SECOND, 70).close();
    LossLedger.open(folder, "three", START + 2 * SECOND, 90).close();
    try (LossLedger ledger = LossLedger.open(folder, "four", START + 3 * SECOND, 80)) {
      assertThat(ledger.firstSequence()).isEqualTo(80);
      assertThat(ledger.resume("one", 50)).hasValue(50);
      assertThat(ledger.resume("one", 75)).hasValue(70);
      assertThat(ledger.resume("two", 75)).hasValue(75);
      assertThat(ledger.resume("two", 95)).hasValue(80);
      assertThat(ledger.resume("four", 95)).hasValue(95);
      assertThat(ledger.resume("five", 1)).isEmpty();
      ledger.forget(START + 2 * SECOND);
    }
    try (LossLedger ledger = LossLedger.open(folder, "five", START + 4 * SECOND, 100)) {
      assertThat(ledger.resume("one", 50)).isEmpty();
      assertThat(ledger.resume("three", 85)).hasValue(80);
    }
  }

  private static Loss randomLoss(Random random, long sequence, long time) {
    LossStage stage = LossStage.values()[random.nextInt(LossStage.values().length)];
    int cpu = random.nextInt(3) - 1;
    return Loss.of(
        sequence,
        stage,
        new LostEvents(
            time,
            Node.named("n" + random.nextInt(2)),
            stage.source(),
            1 + random.nextInt(100),
            cpu < 0 ? LostEvents.NO_CPU : cpu,
            0,
            0));
  }

  private static Map<String, Long> sums(List<Loss> losses, Predicate<Loss> wanted) {
    return losses.stream()
        .filter(wanted)
        .collect(
            Collectors.groupingBy(
                each -> each.node() + each.stage() + each.cpu(),
                Collectors.summingLong(Loss::count)));
  }

  private static Map<String, Long> sums(List<LossSum> sums) {
    Map<String, Long> counts = new HashMap<>();
    sums.forEach(each -> counts.put(each.node() + each.stage() + each.cpu(), each.count()));
    return counts;
  }
}
