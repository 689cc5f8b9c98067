package io.sextant.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.sextant.durable.DurableFiles;
import io.sextant.filter.Condition;
import io.sextant.filter.Verdicts;
import io.sextant.flow.Event;
import io.sextant.flow.Flow;
import io.sextant.flow.Node;
import io.sextant.flow.SmallWorldFlows;
import io.sextant.history.block.Block;
import io.sextant.history.block.Dictionary;
import io.sextant.history.rollup.RollupBytes;
import io.sextant.history.rollup.RollupKey;
import io.sextant.history.rollup.RollupPod;
import io.sextant.history.rollup.RollupRange;
import io.sextant.history.rollup.RollupVisitor;
import io.sextant.store.Aggregation;
import io.sextant.store.GroupField;
import io.sextant.store.Groups;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongFunction;
import java.util.function.Predicate;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sums of partitions over restarts, in order and not, and what damage does to them. */
class RollupRestartTest {
  private static final int MEMORY = 4_095;
  private static final long SEED = 23;
  private static final long TEN_SECONDS = 10_000_000_000L;
  private static final int FRAME_HEADER = 9;

  @TempDir Path temp;

  @Test
  void sumsGoOn_afterARestart() throws IOException {
    Path folder = temp.resolve("history");
    for (long from = 0; from < 60_000; from += 15_000) {
      try (LuceneStore store = open(folder)) {
        fill(store, from, from + 15_000);
        assertCountsAreThoseOfAScan(store, from + 15_000);
      }
    }
    try (LuceneStore store = open(folder)) {
      assertCountsAreThoseOfAScan(store, 60_000);
      assertThat(visited(store).summed())
          .as("sums of sealed partitions answer, not their flows")
          .isGreaterThanOrEqualTo(40_000);
      assertThat(visited(store).summed() + visited(store).looked()).isEqualTo(60_000);
    }
  }

  @Test
  void tornSums_areMadeUpForByFlows() throws IOException {
    Path whole = temp.resolve("whole");
    Path killed = temp.resolve("killed");
    try (LuceneStore store = open(whole)) {
      fill(store, 0, 31_000);
      store.housekeeper().pass(System.nanoTime());
      TestHistories.copy(whole, killed);
    }
    long flows;
    try (LuceneStore store = open(copyOf(killed))) {
      flows = store.history().flows();
    }
    int torn = 0;
    for (Path log : logs(killed)) {
      byte[] bytes = Files.readAllBytes(log);
      for (int length : interestingLengths(bytes)) {
        Path copy = copyOf(killed);
        Path cut = copy.resolve(killed.relativize(log));
        Files.write(cut, Arrays.copyOf(bytes, length));
        try (LuceneStore store = open(copy)) {
          assertCountsAreThoseOfAScan(store, flows);
        }
        DurableFiles.delete(copy);
        torn++;
      }
    }
    assertThat(torn).isGreaterThan(30);
  }

  @Test
  void bytesThatChanged_areMadeUpForByFlows() throws IOException {
    Path whole = temp.resolve("whole");
    try (LuceneStore store = open(whole)) {
      fill(store, 0, 31_000);
    }
    Random random = new Random(SEED);
    List<Path> logs = logs(whole);
    for (int round = 0; round < 40; round++) {
      Path log = logs.get(random.nextInt(logs.size()));
      byte[] good = Files.readAllBytes(log);
      byte[] bad = good.clone();
      bad[random.nextInt(bad.length)] ^= (byte) (1 + random.nextInt(255));
      Files.write(log, bad);
      try (LuceneStore store = open(whole)) {
        assertCountsAreThoseOfAScan(store, 31_000);
      }
      if (Files.exists(log)) {
        Files.write(log, good);
      }
    }
  }

  /** Check sums are right here, so it is found out when somebody counts. */
  @Test
  void sumsThatSayNonsense_areMadeUpForByFlows_andToldOnce() throws IOException {
    Path whole = temp.resolve("whole");
    SmallWorldFlows world = new SmallWorldFlows(SEED, NumberedFlows.STEP_NANOS);
    try (LuceneStore store = open(whole)) {
      fill(store, 0, 31_000, _ -> world.next());
    }
    Path sealed = logs(whole).getFirst();
    byte[] bytes = Files.readAllBytes(sealed);
    RollupBytes.breakSums(bytes);
    Files.write(sealed, bytes);
    List<LogRecord> told = new ArrayList<>();
    Logger log = Logger.getLogger(HistoryGroups.class.getName());
    Handler handler = listening(told);
    log.addHandler(handler);
    try (LuceneStore store = open(whole)) {
      assertCountsAreThoseOfAScan(store, 31_000);
      assertCountsAreThoseOfAScan(store, 31_000);
      assertThat(edges(store, Condition.EVERYTHING))
          .isEqualTo(edges(store, Verdicts.ANY))
          .isNotEmpty();
      assertThat(visited(store).looked()).isEqualTo(31_000 - visited(store).summed()).isPositive();
    } finally {
      log.removeHandler(handler);
    }
    assertThat(told).hasSize(1);
    assertThat(told.getFirst().getMessage()).contains("sums are damaged");
  }

  private static List<String> edges(LuceneStore store, Predicate<Event> wanted) {
    return store.maps().draw(0, Long.MAX_VALUE, wanted).map().edges().stream()
        .map(e -> e.source() + " " + e.destination() + " " + e.forwarded() + " " + e.dropped())
        .sorted()
        .toList();
  }

  private static Handler listening(List<LogRecord> told) {
    return new Handler() {
      @Override
      public void publish(LogRecord record) {
        told.add(record);
      }

      @Override
      public void flush() {}

      @Override
      public void close() {}
    };
  }

  private static void assertCountsAreThoseOfAScan(LuceneStore store, long flows) {
    Groups summed = store.aggregate(byVerdict(Condition.EVERYTHING));
    Groups scanned = store.aggregate(byVerdict(Verdicts.ANY));
    assertThat(summed.total().flows()).isEqualTo(flows).isEqualTo(scanned.total().flows());
    assertThat(counts(summed)).isEqualTo(counts(scanned)).isNotEmpty();
  }

  private static List<String> counts(Groups groups) {
    return groups.rows().stream()
        .map(row -> row.bucketNanos() + " " + row.keys() + " " + row.sums().flows())
        .toList();
  }

  private static Aggregation byVerdict(Predicate<Event> wanted) {
    return new Aggregation(
        Long.MIN_VALUE, Long.MAX_VALUE, wanted, List.of(GroupField.VERDICT), TEN_SECONDS, 10_000);
  }

  /** How many flows were told as sums, and how many as flows. */
  private record Visited(long summed, long looked) {}

  private static Visited visited(LuceneStore store) {
    Counting counting = new Counting();
    HistoryScan scan =
        new HistoryScan(store, store, Long.MIN_VALUE, Long.MAX_VALUE, Condition.EVERYTHING);
    RollupRange all = RollupRange.of(Long.MIN_VALUE, Long.MAX_VALUE);
    scan.run(counting, new HistoryScan.Summing(all, 0, counting));
    return new Visited(counting.summed, counting.looked);
  }

  private static final class Counting implements HistoryScan.Visitor, RollupVisitor {
    @Override
    public boolean wantsPods() {
      return true;
    }

    private long summed;
    private long looked;

    @Override
    public void enter(Dictionary dictionary) {}

    @Override
    public void block(Block block, int @Nullable [] rows) {
      looked += rows == null ? block.rows() : rows.length;
    }

    @Override
    public void flow(Flow flow) {
      looked++;
    }

    @Override
    public void sum(
        long bucketNanos, RollupKey key, long flows, long bytes, long firstNanos, long lastNanos) {
      summed += flows;
    }

    @Override
    public void pod(RollupPod pod, long lastNanos) {}

    @Override
    public void beyond(long flows) {
      summed += flows;
    }
  }

  /** Around the borders of frames, and of what stands before their content. */
  private static SortedSet<Integer> interestingLengths(byte[] log) {
    SortedSet<Integer> lengths = new TreeSet<>(List.of(0, 1));
    ByteBuffer bytes = ByteBuffer.wrap(log).order(ByteOrder.LITTLE_ENDIAN);
    int at = 0;
    while (at + FRAME_HEADER < log.length && bytes.getInt(at) > 0) {
      int end = at + FRAME_HEADER + bytes.getInt(at);
      lengths.addAll(List.of(at + 4, at + FRAME_HEADER, (at + end) / 2, end - 1, end));
      at = end;
    }
    return lengths;
  }

  private Path copyOf(Path history) throws IOException {
    Path copy = temp.resolve("copy");
    DurableFiles.delete(copy);
    TestHistories.copy(history, copy);
    return copy;
  }

  private static List<Path> logs(Path history) throws IOException {
    List<Path> logs = new ArrayList<>();
    for (Path partition : DurableFiles.list(history)) {
      Path log = partition.resolve(PartitionFiles.ROLLUP);
      if (Files.exists(log) && Files.size(log) > 0) {
        logs.add(log);
      }
    }
    return logs;
  }

  private static LuceneStore open(Path folder) throws IOException {
    return LuceneStore.open(
        TestHistories.settings(folder, 1, 20_000),
        MEMORY,
        Node.named("test"),
        InstantSource.system());
  }

  private static void fill(LuceneStore store, long from, long to) {
    fill(store, from, to, NumberedFlows::flow);
  }

  private static void fill(LuceneStore store, long from, long to, LongFunction<Flow> flows) {
    for (long i = from; i < to; i++) {
      store.append(flows.apply(i));
      if (i % 512 == 0) {
        awaitStored(store);
      }
    }
    awaitStored(store);
  }

  private static void awaitStored(LuceneStore store) {
    store.wake();
    while (!store.isCaughtUp()) {
      LockSupport.parkNanos(100_000);
    }
  }
}
