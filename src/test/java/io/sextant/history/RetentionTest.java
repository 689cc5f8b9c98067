package io.sextant.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.sextant.durable.DurableFiles;
import io.sextant.flow.LostEvents;
import io.sextant.flow.TestFlows;
import io.sextant.history.ledger.Fact;
import io.sextant.history.ledger.FactKind;
import io.sextant.history.ledger.Loss;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetentionTest {
  private static final long FLOWS = 50_000;
  private static final long LAST_PARTITION = 36_000;

  @TempDir Path folder;

  private final AtomicReference<Instant> now =
      new AtomicReference<>(
          Instant.ofEpochSecond(0, NumberedFlows.START).plus(Duration.ofMinutes(1)));

  @Test
  void partitions_areDroppedByAge() throws IOException {
    try (History history = filled(Duration.ofMinutes(10), Duration.ofMinutes(10), 1L << 40)) {
      assertThat(NumberedFlows.read(history)).hasSize((int) FLOWS);
      now.updateAndGet(time -> time.plus(Duration.ofMinutes(9).plusSeconds(20)));
      history.housekeeper().retain(System.nanoTime());
      List<Long> left = NumberedFlows.read(history);
      assertThat(left.getFirst()).isBetween(10_000L, 35_000L);
      assertThat(left).isEqualTo(LongStream.range(left.getFirst(), FLOWS).boxed().toList());
      assertThat(history.status().dropped()).isPositive();
      assertThat(folders()).hasSize(history.status().partitions());
    }
  }

  @Test
  void partitions_areDroppedBySize_butNotTheNewest() throws IOException {
    try (History history = filled(Duration.ofDays(1), Duration.ofDays(1), 1)) {
      history.housekeeper().retain(System.nanoTime());
      List<Long> left = NumberedFlows.read(history);
      assertThat(left).isNotEmpty().endsWith(FLOWS - 1);
      assertThat(history.status().partitions()).isEqualTo(1);
      assertThat(folders()).hasSize(1);
    }
  }

  @Test
  void reader_keepsWhatItReads() throws IOException {
    try (History history = filled(Duration.ofDays(1), Duration.ofDays(1), 1)) {
      try (HistoryReader reader = history.snapshot()) {
        int before = folders().size();
        history.housekeeper().retain(System.nanoTime());
        assertThat(folders()).hasSize(before);
        PartitionReader oldest = reader.partitions().getFirst();
        assertThat(oldest.block(0).firstSequence()).isZero();
      }
      history.housekeeper().retain(System.nanoTime());
      assertThat(folders()).hasSize(1);
    }
  }

  @Test
  void drops_areKeptLonger() throws IOException {
    try (History history = filled(Duration.ofMinutes(10), Duration.ofHours(1), 1L << 40)) {
      Files.writeString(folder.resolve("p-0000000000000000/notes"), "of a person");
      now.updateAndGet(time -> time.plus(Duration.ofMinutes(30)));
      history.housekeeper().retain(System.nanoTime());
      assertThat(NumberedFlows.read(history)).isEqualTo(thinned(history));
      history.housekeeper().retain(System.nanoTime());
      assertThat(NumberedFlows.read(history)).isEqualTo(thinned(history));
      assertThat(folder.resolve("p-0000000000000000/notes")).hasContent("of a person");
      assertThat(folders()).allMatch(name -> name.startsWith("p-"));
    }
    try (History history = open(Duration.ofMinutes(10), Duration.ofHours(1), 1L << 40)) {
      assertThat(NumberedFlows.read(history)).isEqualTo(thinned(history));
      now.updateAndGet(time -> time.plus(Duration.ofHours(1)));
      history.housekeeper().retain(System.nanoTime());
      assertThat(NumberedFlows.read(history)).as("the one that was written too").isEmpty();
    }
  }

  /** Few flows come, then none: the partition that has them ends all the same, and goes. */
  @Test
  void quietPartition_endsByTime_andIsDroppedByAge() throws IOException {
    Duration maxAge = Duration.ofMinutes(10);
    long span = maxAge.dividedBy(8).toNanos();
    try (History history =
        open(settings(maxAge, PartitionLimits.within(maxAge, maxAge, 1 << 30)))) {
      NumberedFlows.append(history, 0, 10);
      history.writer().tick(System.nanoTime());
      history.writer().tick(System.nanoTime() + span);
      NumberedFlows.append(history, 10, 20);
      history.writer().tick(System.nanoTime() + 2 * span);
      history.housekeeper().pass(System.nanoTime());
      assertThat(folders()).hasSize(2).allMatch(this::isSealed);
      assertThat(NumberedFlows.read(history)).hasSize(20);

      history.writer().tick(System.nanoTime() + 3 * span);
      now.updateAndGet(time -> time.plus(maxAge));
      history.housekeeper().retain(System.nanoTime());
      assertThat(NumberedFlows.read(history)).isEmpty();
      assertThat(folders()).isEmpty();
    }
  }

  @Test
  void partitionThatIsTooOldAtTheStart_isNotGoneOnWith() throws IOException {
    try (History history = open(Duration.ofMinutes(10), Duration.ofMinutes(10), 1L << 40)) {
      NumberedFlows.append(history, 0, 10);
    }
    now.updateAndGet(time -> time.plus(Duration.ofMinutes(10)));
    try (History history = open(Duration.ofMinutes(10), Duration.ofMinutes(10), 1L << 40)) {
      history.housekeeper().retain(System.nanoTime());
      assertThat(NumberedFlows.read(history)).isEmpty();
    }
  }

  @Test
  void size_isThatOfTheFolder() throws IOException {
    try (History history = filled(Duration.ofDays(1), Duration.ofDays(1), 64 << 20)) {
      history.housekeeper().retain(System.nanoTime());
      assertThat(NumberedFlows.read(history)).hasSize((int) FLOWS);
      Files.write(folder.resolve("names.log.of-another"), new byte[64 << 20]);
      history.housekeeper().retain(System.nanoTime());
      assertThat(history.status().partitions()).isEqualTo(1);
      assertThat(NumberedFlows.read(history).getFirst()).isGreaterThanOrEqualTo(LAST_PARTITION);
    }
  }

  @Test
  void crashWhileThinning_leavesOldOrNew() throws IOException {
    Path copy = Files.createTempDirectory("thin");
    try {
      try (History history = filled(Duration.ofMinutes(10), Duration.ofHours(1), 1L << 40);
          HistoryReader reader = history.snapshot()) {
        assertThat(reader.partitions()).isNotEmpty();
        now.updateAndGet(time -> time.plus(Duration.ofMinutes(30)));
        history.housekeeper().retain(System.nanoTime());
        // The reader holds the old ones, so both stand side by side.
        assertThat(folders()).anyMatch(name -> name.startsWith("thin-p-"));
        TestHistories.copy(folder, copy.resolve("both"));
        TestHistories.copy(folder, copy.resolve("between"));
      }
      DurableFiles.delete(copy.resolve("between/p-0000000000000000"));
      assertThat(firstTwo(copy.resolve("both"))).containsExactly(0L, 1L);
      assertThat(firstTwo(copy.resolve("between"))).containsExactly(0L, 20L);
    } finally {
      DurableFiles.delete(copy);
    }
  }

  /** Losses and names go with the flows of their time, from the disk too. */
  @Test
  void booksOfTheStore_areForgottenWithTheFlows() throws IOException {
    HistorySettings base = TestHistories.settings(folder, 1, 12_000);
    HistorySettings tenMinutes =
        new HistorySettings(
            folder,
            Duration.ofMinutes(10),
            1L << 40,
            Duration.ofMinutes(10),
            1,
            base.limits(),
            base.pace(),
            base.whenFull(),
            base.reserveBytes());
    long start = NumberedFlows.START;
    long later = start + Duration.ofHours(3).toNanos();
    try (LuceneStore store = LuceneStore.open(tenMinutes, 127, TestFlows.NODE, now::get)) {
      store.names().put(FactKind.IDENTITY, "7", "old", start);
      store.names().put(FactKind.IDENTITY, "7", "holds", start + 1);
      store.ledger().append(0, lost(start));
      store.ledger().sync();
      store.housekeeper().retain(System.nanoTime());
      assertThat(store.names().history(FactKind.IDENTITY, "7")).hasSize(2);
      assertThat(store.ledger().losses(0, 10)).hasSize(1);

      now.set(Instant.ofEpochSecond(0, later));
      store.ledger().append(5, lost(later));
      store.housekeeper().retain(System.nanoTime());
      assertBooksAreOf(store, later);
    }
    try (LuceneStore store = LuceneStore.open(tenMinutes, 127, TestFlows.NODE, now::get)) {
      assertBooksAreOf(store, later);
    }
  }

  private static void assertBooksAreOf(LuceneStore store, long time) {
    assertThat(store.names().history(FactKind.IDENTITY, "7"))
        .extracting(Fact::value)
        .containsExactly("holds");
    assertThat(store.ledger().losses(0, 10)).extracting(Loss::timeNanos).containsExactly(time);
  }

  private static LostEvents lost(long timeNanos) {
    return new LostEvents(
        timeNanos, TestFlows.NODE, LostEvents.Source.PERF_EVENT_RING_BUFFER, 7, 0, 0, 0);
  }

  /** An old flow that is still there keeps what belongs to its time. */
  @Test
  void books_areAsOldAsTheOldestFlow() throws IOException {
    List<Long> told = new ArrayList<>();
    try (History history = filled(Duration.ofMinutes(10), Duration.ofMinutes(10), 1L << 40)) {
      history.housekeeper().keep(told::add);
      now.updateAndGet(time -> time.plus(Duration.ofHours(5)));
      history.housekeeper().retain(System.nanoTime());
      List<Long> left = NumberedFlows.read(history);
      assertThat(told).containsExactly(NumberedFlows.time(left.getFirst()));
      history.housekeeper().retain(System.nanoTime());
      assertThat(told).as("not each time, for it writes files anew").hasSize(1);
    }
  }

  private static List<Long> firstTwo(Path history) throws IOException {
    try (History opened =
        History.open(TestHistories.settings(history, 1, 10_000), InstantSource.system())) {
      assertThat(DurableFiles.list(history))
          .noneMatch(path -> path.getFileName().toString().startsWith("thin-"));
      return NumberedFlows.read(opened).subList(0, 2);
    }
  }

  private History filled(Duration maxAge, Duration keepDropsFor, long maxBytes) throws IOException {
    History history = open(maxAge, keepDropsFor, maxBytes);
    NumberedFlows.append(history, 0, FLOWS);
    history.writer().flush();
    history.housekeeper().pass(System.nanoTime());
    return history;
  }

  private boolean isSealed(String partition) {
    return Files.exists(folder.resolve(partition).resolve(PartitionFiles.SEALED));
  }

  private HistorySettings settings(Duration maxAge, PartitionLimits limits) {
    HistorySettings base = TestHistories.settings(folder, 1, 12_000);
    return new HistorySettings(
        folder,
        maxAge,
        base.maxBytes(),
        maxAge,
        1,
        limits,
        base.pace(),
        base.whenFull(),
        base.reserveBytes());
  }

  private History open(HistorySettings settings) throws IOException {
    return History.open(settings, now::get);
  }

  private History open(Duration maxAge, Duration keepDropsFor, long maxBytes) throws IOException {
    HistorySettings base = TestHistories.settings(folder, 1, 12_000);
    return History.open(
        new HistorySettings(
            folder,
            maxAge,
            maxBytes,
            keepDropsFor,
            1,
            base.limits(),
            base.pace(),
            base.whenFull(),
            base.reserveBytes()),
        now::get);
  }

  /** Drops of the partitions that are thinned, all of the one that is written. */
  private static List<Long> thinned(History history) {
    long active;
    try (HistoryReader reader = history.snapshot()) {
      active = reader.partitions().getLast().firstSequence();
      assertThat(reader.partitions().getFirst().isThinned()).isTrue();
    }
    return LongStream.range(0, FLOWS)
        .filter(sequence -> sequence >= active || NumberedFlows.isDropped(sequence))
        .boxed()
        .toList();
  }

  private List<String> folders() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(Files::isDirectory).map(path -> path.getFileName().toString()).toList();
    }
  }
}
