package io.sextant.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sextant.durable.DurableFiles;
import io.sextant.flow.FlowId;
import io.sextant.history.block.Terms;
import io.sextant.history.index.Choice;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HistoryTest {

  @TempDir Path temp;

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void flows_comeBackInOrder_nowAndAfterARestart(int threads) throws IOException {
    HistorySettings settings = settings(threads, 1_000_000);
    try (History history = open(settings)) {
      NumberedFlows.append(history, 0, 30_000);
      NumberedFlows.force(history);
      history.writer().flush();
      assertThat(NumberedFlows.read(history)).isEqualTo(upTo(30_000));
      assertThat(history.writer().acknowledged()).isEqualTo(29_999);
    }
    try (History history = open(settings)) {
      assertThat(history.nextSequence()).isEqualTo(30_000);
      assertThat(NumberedFlows.read(history)).isEqualTo(upTo(30_000));
      NumberedFlows.append(history, 30_000, 40_000);
    }
    try (History history = open(settings)) {
      assertThat(NumberedFlows.read(history)).isEqualTo(upTo(40_000));
      assertThat(history.status().partitions()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void fullPartitions_giveWay(int threads) throws IOException {
    try (History history = open(settings(threads, 10_000))) {
      NumberedFlows.append(history, 0, 50_000);
      history.writer().flush();
      history.housekeeper().pass(System.nanoTime());
      assertThat(NumberedFlows.read(history)).isEqualTo(upTo(50_000));
      assertThat(history.status().partitions()).isBetween(2, 6);
    }
    try (History history = open(settings(threads, 10_000))) {
      assertThat(NumberedFlows.read(history)).isEqualTo(upTo(50_000));
      assertThat(history.status().flows()).isEqualTo(50_000);
      assertThat(history.status().bytesPerFlow()).isBetween(1.0, 100.0);
      assertThat(history.status().oldestNanos()).hasValue(NumberedFlows.START);
    }
  }

  @Test
  void fewFlows_areDurableWithoutABlock() throws IOException {
    Path copy = temp.resolve("copy");
    try (History history = open(settings(1, 1_000_000))) {
      NumberedFlows.append(history, 0, 10);
      assertThat(history.writer().acknowledged()).isEqualTo(-1);
      NumberedFlows.force(history);
      assertThat(history.writer().acknowledged()).isEqualTo(9);
      NumberedFlows.append(history, 10, 15);
      NumberedFlows.force(history);
      assertThat(history.writer().acknowledged()).isEqualTo(14);
      assertThat(NumberedFlows.read(history)).isEmpty();
      copy(copy);
    }
    assertThat(readCopy(copy)).isEqualTo(upTo(15));
  }

  @Test
  void close_onceIsEnough() throws IOException {
    History history = open(settings(1, 1_000_000));
    NumberedFlows.append(history, 0, 10);
    history.close();
    history.close();
    try (History again = open(settings(1, 1_000_000))) {
      assertThat(NumberedFlows.read(again)).isEqualTo(upTo(10));
    }
  }

  @Test
  void tornTail_losesOnlyWhatIsTorn() throws IOException {
    Path copy = temp.resolve("copy");
    try (History history = open(settings(1, 1_000_000))) {
      NumberedFlows.append(history, 0, 10);
      NumberedFlows.force(history);
      NumberedFlows.append(history, 10, 15);
      NumberedFlows.force(history);
      copy(copy);
    }
    cut(partition(copy).resolve(PartitionFiles.TAIL), 20);
    assertThat(readCopy(copy)).isEqualTo(upTo(10));
  }

  @Test
  void tornBlock_isCutOff_andWritingGoesOn() throws IOException {
    Path copy = temp.resolve("copy");
    try (History history = open(settings(1, 1_000_000))) {
      NumberedFlows.append(history, 0, 1_024);
      NumberedFlows.append(history, 1_024, 9_216);
      copy(copy);
    }
    Path blocks = partition(copy).resolve(PartitionFiles.BLOCKS);
    List<Long> before;
    try (History history = openCopy(copy)) {
      before = NumberedFlows.read(history);
      assertThat(before).isEqualTo(upTo(before.size())).hasSizeGreaterThan(1_024);
    }
    DurableFiles.delete(partition(copy).resolve(PartitionFiles.INDEX));
    cut(blocks, 100);
    try (History history = openCopy(copy)) {
      List<Long> after = NumberedFlows.read(history);
      assertThat(after).isEqualTo(upTo(after.size())).hasSizeLessThan(before.size());
      long next = history.nextSequence();
      NumberedFlows.append(history, next, next + 100);
      history.writer().flush();
      assertThat(NumberedFlows.read(history)).isEqualTo(upTo(after.size() + 100));
    }
  }

  @Test
  void blocksBehindTheCommit_areReadAgain() throws IOException {
    Path copy = temp.resolve("copy");
    try (History history = open(settings(1, 1_000_000))) {
      NumberedFlows.append(history, 0, 5_120);
      history.housekeeper().pass(System.nanoTime() + Duration.ofHours(1).toNanos());
      NumberedFlows.append(history, 5_120, 20_480);
      NumberedFlows.force(history);
      try (HistoryReader reader = history.snapshot()) {
        PartitionReader partition = reader.partitions().getFirst();
        assertThat(partition.indexedBlocks()).isPositive().isLessThan(partition.blocks());
        assertThat(partition.select(port(8080)).cardinality()).isEqualTo(partition.blocks());
        assertThat(partition.select(port(99)).cardinality())
            .isEqualTo(partition.blocks() - partition.indexedBlocks());
      }
      copy(copy);
    }
    try (History history = openCopy(copy)) {
      List<Long> found = NumberedFlows.read(history);
      assertThat(found).isEqualTo(upTo(found.size())).hasSizeGreaterThan(15_000);
    }
    try (History history = openCopy(copy);
        HistoryReader reader = history.snapshot()) {
      PartitionReader partition = reader.partitions().getFirst();
      assertThat(partition.indexedBlocks()).isEqualTo(partition.blocks());
      assertThat(partition.select(port(8080)).cardinality()).isEqualTo(partition.blocks());
      assertThat(partition.select(port(99)).isEmpty()).isTrue();
    }
  }

  @Test
  void id_isInOneBlock() throws IOException {
    try (History history = open(settings(1, 10_000))) {
      NumberedFlows.append(history, 0, 30_000);
      history.writer().flush();
      history.housekeeper().pass(System.nanoTime());
      long high = NumberedFlows.flow(0).uuidHigh();
      int blocks = 0;
      try (HistoryReader reader = history.snapshot()) {
        for (PartitionReader partition : reader.partitions()) {
          BitSet chosen = partition.selectId(high, FlowId.low(12_345));
          blocks += chosen.cardinality();
          chosen.stream()
              .forEach(i ->
                  assertThat(12_345L)
                      .isBetween(partition.firstSequence(i), partition.lastSequence(i)));
        }
      }
      assertThat(blocks).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void lostIndex_isMadeAgain(boolean sealed) throws IOException {
    HistorySettings settings = settings(1, sealed ? 5_000 : 1_000_000);
    fill(settings, 20_000);
    Path partition = partition(settings.folder());
    DurableFiles.delete(partition.resolve(PartitionFiles.INDEX));
    try (History history = open(settings)) {
      history.housekeeper().pass(System.nanoTime() + Duration.ofHours(1).toNanos());
      assertThat(NumberedFlows.read(history)).isEqualTo(upTo(20_000));
      try (HistoryReader reader = history.snapshot()) {
        PartitionReader first = reader.partitions().getFirst();
        assertThat(first.select(port(8080)).cardinality()).isEqualTo(first.blocks());
        assertThat(first.select(port(99)).isEmpty()).isTrue();
      }
      assertThat(history.status().setAside()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void damagedIndex_isMadeAgain(boolean sealed) throws IOException {
    HistorySettings settings = settings(1, sealed ? 5_000 : 1_000_000);
    fill(settings, 20_000);
    try (Stream<Path> files = Files.list(partition(settings.folder()).resolve("lucene"))) {
      for (Path file : files.toList()) {
        cut(file, 10);
      }
    }
    try (History history = open(settings)) {
      assertThat(NumberedFlows.read(history)).isEqualTo(upTo(20_000));
      assertThat(history.status().setAside()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"dict.log", "blocks.log", "sealed"})
  void damagedPartition_isSetAside_andTheRestServes(String file) throws IOException {
    HistorySettings settings = settings(1, 10_000);
    fill(settings, 50_000);
    Path partition = partition(settings.folder());
    overwrite(partition.resolve(file), 10);
    try (History history = open(settings)) {
      List<Long> found = NumberedFlows.read(history);
      assertThat(found).isNotEmpty().isSubsetOf(upTo(50_000)).doesNotContain(0L);
      assertThat(found.getLast()).isEqualTo(49_999);
      assertThat(history.status().setAside()).isEqualTo(1);
      assertThat(settings.folder().resolve("bad-" + partition.getFileName())).exists();
      assertThat(NumberedFlows.read(history)).isEqualTo(found);
      assertThat(history.nextSequence()).isEqualTo(50_000);
    }
    try (History history = open(settings)) {
      assertThat(history.status().setAside()).isZero();
      assertThat(history.nextSequence()).isEqualTo(50_000);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"dict.log", "blocks.log"})
  void partitionWithoutAFile_isSetAside(String file) throws IOException {
    HistorySettings settings = settings(1, 10_000);
    fill(settings, 50_000);
    Files.delete(partition(settings.folder()).resolve(file));
    try (History history = open(settings)) {
      assertThat(history.status().setAside()).isEqualTo(1);
      assertThat(NumberedFlows.read(history)).isNotEmpty().doesNotContain(0L);
    }
  }

  @Test
  void damagedDictionary_ofTheActivePartition_isSetAside() throws IOException {
    HistorySettings settings = settings(1, 1_000_000);
    fill(settings, 20_000);
    overwrite(partition(settings.folder()).resolve(PartitionFiles.DICTIONARY), 10);
    try (History history = open(settings)) {
      assertThat(history.status().setAside()).isEqualTo(1);
      NumberedFlows.append(history, 20_000, 21_000);
      history.writer().flush();
      assertThat(NumberedFlows.read(history))
          .isEqualTo(LongStream.range(20_000, 21_000).boxed().toList());
    }
  }

  @Test
  void unknownVersion_isRefused() throws IOException {
    Path folder = Files.createDirectory(temp.resolve("history"));
    Files.writeString(folder.resolve("FORMAT"), "sextant-history 7\n");
    assertThatThrownBy(() -> open(settings(1, 1_000)).close())
        .isInstanceOf(HistoryException.class)
        .hasMessageContaining("\"sextant-history 7\"")
        .hasMessageContaining("\"sextant-history 1\"");
  }

  @Test
  void partitionsOfNoKnownVersion_areRefused() throws IOException {
    fill(settings(1, 1_000), 10);
    Files.delete(temp.resolve("history/FORMAT"));
    assertThatThrownBy(() -> open(settings(1, 1_000)).close())
        .isInstanceOf(HistoryException.class)
        .hasMessageContaining("FORMAT");
  }

  @Test
  void folderInUse_isRefused() throws IOException {
    History first = open(settings(1, 1_000));
    try (first) {
      assertThatThrownBy(() -> open(settings(1, 1_000)).close())
          .isInstanceOf(HistoryException.class)
          .hasMessageContaining("another process");
    }
    open(settings(1, 1_000)).close();
  }

  @Test
  void snapshot_isNotChangedByWhatIsWrittenLater() throws IOException {
    try (History history = open(settings(1, 3_000))) {
      NumberedFlows.append(history, 0, 4_096);
      try (HistoryReader reader = history.snapshot()) {
        long last = reader.lastSequence();
        NumberedFlows.append(history, 4_096, 30_000);
        history.housekeeper().pass(System.nanoTime());
        PartitionReader partition = reader.partitions().getLast();
        assertThat(reader.lastSequence()).isEqualTo(last);
        assertThat(partition.lastSequence(partition.blocks() - 1)).isEqualTo(last);
      }
    }
  }

  private void fill(HistorySettings settings, long flows) throws IOException {
    try (History history = open(settings)) {
      NumberedFlows.append(history, 0, flows);
    }
  }

  private HistorySettings settings(int threads, long partitionFlows) {
    return TestHistories.settings(temp.resolve("history"), threads, partitionFlows);
  }

  private static History open(HistorySettings settings) throws IOException {
    return History.open(settings, Clock.systemUTC());
  }

  private static History openCopy(Path copy) throws IOException {
    return open(TestHistories.settings(copy, 1, 1_000_000));
  }

  private static List<Long> readCopy(Path copy) throws IOException {
    try (History history = openCopy(copy)) {
      return NumberedFlows.read(history);
    }
  }

  /** What a crash would leave now, all of it having reached the disk. */
  private void copy(Path to) throws IOException {
    TestHistories.copy(temp.resolve("history"), to);
  }

  private static Path partition(Path folder) throws IOException {
    return DurableFiles.list(folder).stream()
        .filter(path -> path.getFileName().toString().startsWith("p-"))
        .findFirst()
        .orElseThrow();
  }

  private static void cut(Path file, long bytes) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(Math.max(0, channel.size() - bytes));
    }
  }

  private static void overwrite(Path file, int at) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    for (int i = 0; i < 16; i++) {
      bytes[at + i] ^= 0x5a;
    }
    Files.write(file, bytes);
  }

  private static List<Long> upTo(long end) {
    return LongStream.range(0, end).boxed().toList();
  }

  private static Choice port(int port) {
    Terms terms = new Terms();
    terms.add(Terms.Kind.PORT, port);
    return Choice.AnyOf.of(terms);
  }
}
