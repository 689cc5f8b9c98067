package io.sextant.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.sextant.durable.DurableFiles;
import io.sextant.filter.Condition;
import io.sextant.filter.Verdicts;
import io.sextant.flow.Event;
import io.sextant.flow.Flow;
import io.sextant.flow.FlowId;
import io.sextant.flow.Node;
import io.sextant.history.ledger.LossStage;
import io.sextant.history.ledger.LossSum;
import io.sextant.store.Aggregation;
import io.sextant.store.Answer;
import io.sextant.store.GroupField;
import io.sextant.store.Groups;
import io.sextant.store.Query;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Bytes of blocks that changed on the disk: what is told of the rest is right. */
class DamagedBlockTest {
  /** More than are in no block yet. */
  private static final int MEMORY = 8_191;

  private static final long OLD = 20_000;
  private static final long NEW = 50_000;
  private static final long ONE_PARTITION = 1_000_000;
  private static final int HEADER = 40;

  @TempDir Path folder;

  /** Ways to look into blocks. */
  enum Reader {
    OLDEST,
    NEWEST,
    FEW_OF_MANY,
    COUNTS,
    COUNTS_OF_SOME,
    MAP,
    MAP_OF_SOME;

    /** How many flows it tells of. */
    long look(LuceneStore store) {
      return switch (this) {
        case OLDEST -> read(store, new Query.Past.All()).size();
        case NEWEST -> read(store, new Query.Past.Last(NEW)).size();
        case FEW_OF_MANY -> count(store, event -> event instanceof Flow flow && isWanted(flow));
        case COUNTS -> flows(store, Condition.EVERYTHING);
        case COUNTS_OF_SOME -> flows(store, Verdicts.ANY);
        case MAP -> edges(store, Condition.EVERYTHING);
        case MAP_OF_SOME -> edges(store, Verdicts.ANY);
      };
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0.2, 0, ff",
    "0.2, 0, 01",
    "0.3, 37, 01",
    "0.5, 11, 80",
    "0, 24, 01",
    "1, -1, 01",
    "1, -9, ff"
  })
  void byteOfTheActivePartition_costsThePartition_andFlowsAreStoredOn(
      double part, int bytesOn, String bits) throws IOException {
    fill(ONE_PARTITION);
    change(last(), part, bytesOn, Integer.parseInt(bits, 16));
    try (LuceneStore store = open(ONE_PARTITION)) {
      assertThat(store.history().setAside()).isEqualTo(1);
      for (Reader reader : Reader.values()) {
        assertThat(reader.look(store)).as("%s", reader).isZero();
      }
      assertNewFlowsAreFound(store, List.of());
      assertThat(lost(store)).isEqualTo(OLD);
    }
    assertBad(1);
    try (LuceneStore store = open(ONE_PARTITION)) {
      assertThat(store.history().setAside()).isZero();
      assertThat(lost(store)).as("told for good").isEqualTo(OLD);
      assertThat(read(store, new Query.Past.All())).isEqualTo(range(OLD, NEW));
    }
  }

  @Test
  void byteOfTheActivePartition_leavesTheSealedOnes() throws IOException {
    fill(OLD / 3);
    change(last(), 0.2, 0, 0x01);
    try (LuceneStore store = open(OLD / 3)) {
      List<Long> left = read(store, new Query.Past.All());
      assertThat(left).isEqualTo(range(0, left.size())).hasSizeBetween((int) OLD / 3, 19_999);
      assertThat(read(store, new Query.Past.Last(NEW))).isEqualTo(left);
      assertThat(flows(store, Condition.EVERYTHING)).isEqualTo(left.size());
      assertThat(flows(store, Verdicts.ANY)).isEqualTo(left.size());
      assertThat(edges(store, Verdicts.ANY)).isEqualTo(left.size());
      assertThat(store.history().setAside()).isEqualTo(1);
      assertNewFlowsAreFound(store, left);
    }
  }

  @ParameterizedTest
  @EnumSource(Reader.class)
  void bitOfASealedPartition_costsThePartition_whoeverFindsIt(Reader finder) throws IOException {
    fill(OLD / 3);
    Path damaged = partitions().getFirst();
    change(damaged, 0.5, 11, 0x01);
    Files.delete(damaged.resolve(PartitionFiles.ROLLUP));
    try (LuceneStore store = open(OLD / 3)) {
      assertThat(store.history().setAside()).isZero();
      assertThat(finder.look(store)).isPositive().isLessThan(OLD);
      assertThat(store.history().setAside()).isEqualTo(1);
      List<Long> left = read(store, new Query.Past.All());
      assertThat(left).isEqualTo(range(OLD - left.size(), OLD)).hasSizeGreaterThan((int) OLD / 3);
      assertThat(lost(store)).isEqualTo(OLD - left.size());
      assertThat(read(store, new Query.Past.Last(NEW))).isEqualTo(left);
      assertThat(flows(store, Condition.EVERYTHING)).isEqualTo(left.size());
      assertThat(edges(store, Verdicts.ANY)).isEqualTo(left.size());
      assertNewFlowsAreFound(store, left);
    }
    assertBad(1);
  }

  /** What is summed up already is told without a look at blocks. */
  @ParameterizedTest
  @EnumSource(
      value = Reader.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"COUNTS", "MAP"})
  void blocksThatChangeWhileTheyAreWritten_costThePartition_andFlowsAreStoredOn(Reader finder)
      throws IOException {
    try (LuceneStore store = open(ONE_PARTITION)) {
      append(store, 0, OLD);
      overwriteHalf(last());
      assertThat(finder.look(store)).isLessThan(OLD);
      assertThat(store.history().setAside()).isEqualTo(1);
      append(store, OLD, NEW);
      store.housekeeper().pass(System.nanoTime());
      assertBad(1);
      List<Long> found = read(store, new Query.Past.All());
      assertThat(found).isSubsetOf(range(0, NEW)).containsSubsequence(range(NEW - MEMORY / 2, NEW));
      assertThat(read(store, new Query.Past.Last(NEW))).isEqualTo(found);
      assertThat(flows(store, Verdicts.ANY)).isEqualTo(found.size());
      assertThat(store.history().flows()).isPositive();
      assertThat(lost(store) + store.history().flows()).isBetween(NEW - MEMORY, NEW);
    }
    assertBad(1);
    try (LuceneStore store = open(ONE_PARTITION)) {
      assertThat(store.history().setAside()).isZero();
      List<Long> found = read(store, new Query.Past.All());
      assertThat(found).isEqualTo(range(found.getFirst(), NEW)).hasSizeGreaterThan(3_000);
    }
  }

  @Test
  void lastOfTheActivePartition_setAside_isRenamedAtTheEnd() throws IOException {
    try (LuceneStore store = open(ONE_PARTITION)) {
      append(store, 0, OLD);
      overwriteHalf(last());
      read(store, new Query.Past.All());
      assertThat(store.history().setAside()).isEqualTo(1);
      assertThat(store.history().partitions()).isZero();
      assertBad(0);
    }
    assertBad(1);
    assertThat(partitions()).isEmpty();
    try (LuceneStore store = open(ONE_PARTITION)) {
      assertThat(lost(store)).isEqualTo(OLD);
    }
  }

  private static void assertNewFlowsAreFound(LuceneStore store, List<Long> before) {
    append(store, OLD, NEW);
    List<Long> all = new ArrayList<>(before);
    all.addAll(range(OLD, NEW));
    assertThat(read(store, new Query.Past.All())).hasSameSizeAs(all).isEqualTo(all);
    assertThat(read(store, new Query.Past.Last(NEW))).isEqualTo(all);
    assertThat(flows(store, Condition.EVERYTHING)).isEqualTo(all.size());
    assertThat(edges(store, Condition.EVERYTHING)).isEqualTo(all.size());
    assertThat(store.history().flows()).isGreaterThan(all.size() - MEMORY);
    assertThat(store.history().setAside()).isEqualTo(1);
  }

  /** What the ledger says of flows that went with what was set aside. */
  private static long lost(LuceneStore store) {
    return store.ledger().missing(Long.MIN_VALUE, Long.MAX_VALUE, Long.MAX_VALUE).stream()
        .filter(sum -> sum.stage() == LossStage.HISTORY_DAMAGE)
        .mapToLong(LossSum::count)
        .sum();
  }

  private void fill(long partitionFlows) throws IOException {
    HistorySettings settings = TestHistories.settings(folder, 1, partitionFlows);
    try (History history = History.open(settings, InstantSource.system())) {
      NumberedFlows.append(history, 0, OLD);
    }
  }

  private LuceneStore open(long partitionFlows) throws IOException {
    return LuceneStore.open(
        TestHistories.settings(folder, 1, partitionFlows),
        MEMORY,
        Node.named("test"),
        InstantSource.system());
  }

  private static void append(LuceneStore store, long from, long to) {
    for (long i = from; i < to; i++) {
      store.append(NumberedFlows.flow(i));
      if (i % 1_024 == 0) {
        settle(store);
      }
    }
    settle(store);
  }

  private static void settle(LuceneStore store) {
    store.wake();
    while (!store.isCaughtUp()) {
      LockSupport.parkNanos(100_000);
    }
  }

  /** The numbers of all flows of an answer, each of which is what was stored. */
  private static List<Long> read(LuceneStore store, Query.Past past) {
    List<Long> found = new ArrayList<>();
    Query query = new Query(Verdicts.ANY, Long.MIN_VALUE, Long.MAX_VALUE, past, Query.Then.STOP);
    try (Answer answer = store.query(query)) {
      for (Event event = answer.next(); event != null; event = answer.next()) {
        if (event instanceof Flow flow) {
          long number = FlowId.counter(flow.uuidLow());
          assertThat(flow.timeNanos()).isEqualTo(NumberedFlows.time(number));
          assertThat(flow.source()).isEqualTo(NumberedFlows.flow(number).source());
          found.add(number);
        }
      }
    }
    return found;
  }

  private static long count(LuceneStore store, Predicate<Event> wanted) {
    long count = 0;
    try (Answer answer = store.query(Query.all(wanted))) {
      for (Event event = answer.next(); event != null; event = answer.next()) {
        count += event instanceof Flow ? 1 : 0;
      }
    }
    return count;
  }

  private static boolean isWanted(Flow flow) {
    return NumberedFlows.isDropped(FlowId.counter(flow.uuidLow()));
  }

  private static long flows(LuceneStore store, Predicate<Event> wanted) {
    Groups groups =
        store.aggregate(
            new Aggregation(
                Long.MIN_VALUE, Long.MAX_VALUE, wanted, List.of(GroupField.VERDICT), 0, 10));
    return groups.total().flows();
  }

  private static long edges(LuceneStore store, Predicate<Event> wanted) {
    return store.maps().draw(Long.MIN_VALUE, Long.MAX_VALUE, wanted).map().edges().stream()
        .mapToLong(edge -> edge.forwarded() + edge.dropped() + edge.audit())
        .sum();
  }

  private List<Path> partitions() throws IOException {
    return named("p-");
  }

  private List<Path> named(String begin) throws IOException {
    return DurableFiles.list(folder).stream()
        .filter(path -> path.getFileName().toString().startsWith(begin))
        .sorted()
        .toList();
  }

  private Path last() throws IOException {
    return partitions().getLast();
  }

  private void assertBad(int number) throws IOException {
    assertThat(named("bad-")).hasSize(number);
  }

  /** Turns bits of the byte that stands so many bytes behind a part of the blocks. */
  private static void change(Path partition, double part, int bytesOn, int bits)
      throws IOException {
    Path log = partition.resolve(PartitionFiles.BLOCKS);
    byte[] bytes = Files.readAllBytes(log);
    bytes[(int) (part * bytes.length) + bytesOn] ^= (byte) bits;
    Files.write(log, bytes);
  }

  /** In place, so that those who have mapped the file see it. */
  private static void overwriteHalf(Path partition) throws IOException {
    Path log = partition.resolve(PartitionFiles.BLOCKS);
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "rw")) {
      byte[] nonsense = new byte[(int) file.length() / 2 - HEADER];
      Arrays.fill(nonsense, (byte) 0xff);
      file.seek(HEADER);
      file.write(nonsense);
    }
  }

  private static List<Long> range(long from, long to) {
    return LongStream.range(from, to).boxed().toList();
  }
}
