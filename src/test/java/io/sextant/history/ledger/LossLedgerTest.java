package io.sextant.history.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.sextant.flow.LostEvents;
import io.sextant.flow.Node;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LossLedgerTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final long HOUR = TimeUnit.HOURS.toNanos(1);
  private static final long START = 1_800_000_000L * SECOND;

  @TempDir Path folder;

  @Test
  void losses_areFoundInOrderAfterRestart() throws IOException {
    try (LossLedger ledger = open("one")) {
      ledger.append(10, lost(START, "a", LostEvents.Source.PERF_EVENT_RING_BUFFER, 0, 5));
      ledger.append(20, lost(START + SECOND, "a", LostEvents.Source.OBSERVER_EVENTS_QUEUE, 1, 7));
      ledger.append(
          15,
          LossStage.HISTORY_STORE,
          lost(START, "a", LostEvents.Source.UNKNOWN_LOST_EVENT_SOURCE, LostEvents.NO_CPU, 3));
      ledger.sync();
    }
    try (LossLedger ledger = open("two")) {
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
    try (LossLedger ledger = open("one")) {
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
    try (LossLedger ledger = open("one")) {
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
    try (LossLedger ledger = open("one")) {
      for (int i = 0; i < 500; i++) {
        Loss loss = randomLoss(random, i * 3L, START + i * SECOND);
        model.add(loss);
        ledger.append(loss.sequence(), loss.stage(), loss.event());
      }
      ledger.sync();
    }
    try (LossLedger ledger = open("two")) {
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

  @Test
  void fileCutAnywhere_holdsWhatWasSyncedBefore() throws IOException {
    List<Loss> written = new ArrayList<>();
    List<Long> lengths = new ArrayList<>();
    try (LossLedger ledger = open("one")) {
      lengths.add(ledger.bytes());
      for (int i = 0; i < 8; i++) {
        ledger.append(i, lost(START + i * SECOND, "n" + i, LossStage.KERNEL_RING.source(), i, 9));
        ledger.sync();
        lengths.add(ledger.bytes());
      }
      written.addAll(ledger.losses(0, 100));
    }
    byte[] whole = Files.readAllBytes(folder.resolve(LossLedger.FILE));
    for (int length = 0; length <= whole.length; length++) {
      int cut = length;
      Path copy = Files.createDirectory(folder.resolve("cut-" + length));
      Files.write(copy.resolve(LossLedger.FILE), Arrays.copyOf(whole, length));
      int durable = Math.max(0, (int) lengths.stream().filter(l -> l <= cut).count() - 1);
      try (LossLedger ledger = LossLedger.open(copy, "two", START, 0)) {
        assertThat(ledger.losses(0, 100))
            .as("cut at %d", cut)
            .isEqualTo(written.subList(0, durable));
        ledger.append(50, lost(START, "z", LossStage.KERNEL_RING.source(), 0, 1));
        ledger.sync();
      }
      try (LossLedger ledger = LossLedger.open(copy, "three", START, 0)) {
        assertThat(ledger.losses(0, 100)).as("cut at %d, gone on", cut).hasSize(durable + 1);
        assertThat(ledger.check().cutBytes()).isZero();
      }
    }
  }

  @Test
  void anyByteChanged_costsOneEntryAndInventsNone() throws IOException {
    List<Loss> written;
    try (LossLedger ledger = open("one")) {
      for (int i = 0; i < 4; i++) {
        ledger.append(i, lost(START + i * SECOND, "n" + i, LossStage.KERNEL_RING.source(), i, 9));
      }
      ledger.sync();
      written = ledger.losses(0, 100);
    }
    byte[] whole = Files.readAllBytes(folder.resolve(LossLedger.FILE));
    for (int at = 0; at < whole.length; at++) {
      byte[] changed = whole.clone();
      changed[at] ^= 0x20;
      Path copy = Files.createDirectory(folder.resolve("changed-" + at));
      Files.write(copy.resolve(LossLedger.FILE), changed);
      try (LossLedger ledger = LossLedger.open(copy, "two", START, 0)) {
        List<Loss> found = ledger.losses(0, 100);
        assertThat(written).as("byte %d", at).containsAll(found);
        assertThat(found.size()).as("byte %d", at).isGreaterThanOrEqualTo(written.size() - 1);
        assertBadIsKept(copy, ledger.check(), changed);
      }
    }
  }

  private static void assertBadIsKept(Path copy, FileCheck check, byte[] bytes) throws IOException {
    Path aside = copy.resolve("bad-ledger-1.log");
    if (check.skippedBytes() > 0) {
      assertThat(check.message()).contains("ledger.log is damaged", "bad-ledger-1.log");
      assertThat(Files.readAllBytes(aside)).isEqualTo(bytes);
    } else {
      assertThat(check.cutBytes()).isPositive();
      assertThat(aside).doesNotExist();
    }
  }

  @Test
  void otherVersion_isRefusedNamingBoth() throws IOException {
    byte[] later = bytes(new FrameFormat("sxledger", 2).file(List.of()));
    Files.write(folder.resolve(LossLedger.FILE), later);
    assertThatThrownBy(() -> open("one"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("ledger.log has format 2, this program reads and writes format 1");
    assertThat(Files.readAllBytes(folder.resolve(LossLedger.FILE))).isEqualTo(later);
  }

  @Test
  void recordThatIsNone_isRefusedNamingTheFile() throws IOException {
    byte[] wrong = bytes(LedgerRecords.FORMAT.file(List.of(new byte[] {99})));
    Files.write(folder.resolve(LossLedger.FILE), wrong);
    assertThatThrownBy(() -> open("one"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("ledger.log: ledger entry of kind 99");
  }

  /** A story: what a node saw in two lives, one of them cut short. */
  @Test
  void conservation_holdsWhereAllIsAccountedFor() throws IOException {
    try (LossLedger ledger = open("first")) {
      ledger.count(new StageCounts(START + SECOND, "n", LossStage.KERNEL_RING, 0, 0, 0, 0));
      ledger.count(
          new StageCounts(START + 12 * SECOND, "n", LossStage.KERNEL_RING, 110, 100, 0, 10));
      ledger.count(new StageCounts(START + 12 * SECOND, "n", LossStage.DECODING, 100, 95, 3, 2));
      ledger.count(new StageCounts(START + 13 * SECOND, "n", LossStage.DECODING, 150, 95, 3, 2));
      ledger.sync();
    }
    LossLedger ledger = open("second", START + 60 * SECOND);
    ledger.count(new StageCounts(START + 70 * SECOND, "n", LossStage.KERNEL_RING, 50, 50, 0, 0));
    ledger.count(new StageCounts(START + 70 * SECOND, "n", LossStage.DECODING, 50, 40, 0, 4));
    ledger.count(new StageCounts(START + 75 * SECOND, "n", LossStage.DECODING, 60, 50, 0, 4));
    ledger.close(START + 80 * SECOND);

    try (LossLedger after = open("third", START + 90 * SECOND)) {
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
    try (LossLedger ledger = open("one")) {
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
    try (LossLedger ledger = open("two", START + 6 * 24 * HOUR)) {
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
    try (LossLedger ledger = open("one")) {
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
    try (LossLedger ledger = open("two", START + 300 * SECOND)) {
      assertThat(ledger.losses(0, 100))
          .extracting(Loss::sequence)
          .containsExactly(5L, 6L, 7L, 8L, 9L, 10L);
      assertThat(ledger.balances(START + 100 * SECOND, START + 300 * SECOND).getFirst().in())
          .isEqualTo(6);
      ledger.forget(START + 299 * SECOND);
      assertThat(ledger.runs(0, Long.MAX_VALUE)).extracting(Run::id).containsExactly("two");
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

  /** As on a full disk: what could not be written is seen, and written when it can be. */
  @Test
  void writesThatFail_areMadeUpForLater() throws IOException {
    try (LossLedger ledger = open("one")) {
      for (int i = 0; i < 30_000; i++) {
        ledger.append(i, lost(START + i * SECOND, "n", LossStage.HISTORY_STORE.source(), i % 2, 1));
        if (i % 1_000 == 999 && i < 29_999) {
          Thread.currentThread().interrupt();
          assertThatThrownBy(ledger::sync).isInstanceOf(IOException.class);
          assertThat(Thread.interrupted()).isTrue();
          assertThat(ledger.losses(0, 30_000)).hasSize(i + 1);
        }
      }
      ledger.sync();
    }
    try (LossLedger ledger = open("two")) {
      assertThat(ledger.losses(0, 30_000)).hasSize(30_000);
      assertThat(ledger.check().message()).isEmpty();
    }
  }

  @Test
  void fileThatCannotBeMadeAnew_goesOnAsItIs() throws IOException {
    try (LossLedger ledger = open("one")) {
      ledger.append(1, lost(START, "n", LossStage.KERNEL_RING.source(), 0, 1));
      ledger.sync();
      Path blocked = Files.createDirectory(folder.resolve(LossLedger.FILE + ".new"));
      for (int i = 2; i <= 26_000; i++) {
        ledger.append(i, lost(START + i * SECOND, "n", LossStage.KERNEL_RING.source(), 0, 1));
        if (i % 1_000 == 0) {
          ledger.sync();
        }
      }
      assertThat(ledger.trouble()).contains("ledger.log.new");
      assertThatThrownBy(() -> ledger.forget(START + 2 * SECOND)).isInstanceOf(IOException.class);
      Files.delete(blocked);
      long before = ledger.bytes();
      ledger.forget(START + 1_000 * SECOND);
      assertThat(ledger.bytes()).isLessThan(before);
    }
    try (LossLedger ledger = open("two")) {
      assertThat(ledger.losses(0, 30_000))
          .hasSize(25_001)
          .extracting(Loss::sequence)
          .contains(26_000L);
    }
  }

  @Test
  void lossOfNothing_isRefused() throws IOException {
    try (LossLedger ledger = open("one")) {
      assertThatThrownBy(
              () -> ledger.append(1, lost(START, "n", LossStage.KERNEL_RING.source(), 0, 0)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("count 0 of a loss: at least 1 is possible");
    }
  }

  static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
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

  private LossLedger open(String run) throws IOException {
    return open(run, START);
  }

  private LossLedger open(String run, long nowNanos) throws IOException {
    return LossLedger.open(folder, run, nowNanos, 0);
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

  private static LostEvents lost(
      long time, String node, LostEvents.Source source, int cpu, long count) {
    return new LostEvents(time, Node.named(node), source, count, cpu, 0, 0);
  }
}
