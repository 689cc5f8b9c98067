package io.sextant.history.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sextant.flow.Flow;
import io.sextant.flow.FlowEquality;
import io.sextant.flow.FlowId;
import io.sextant.flow.RandomFlows;
import io.sextant.flow.TestFlows;
import io.sextant.flow.Verdict;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@NullMarked
class BlockTest {
  private final Dictionary dictionary = new Dictionary();
  private final Scratch scratch = new Scratch();

  @AfterEach
  void closeScratch() {
    scratch.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 256, 1024, 4096})
  void flows_comeBackAsTheyWere(int rows) {
    RandomFlows random = new RandomFlows(rows);
    SplittableRandom gaps = new SplittableRandom(rows);
    long sequence = gaps.nextLong(1L << 40);
    try (BlockBuilder builder = new BlockBuilder(dictionary, rows)) {
      for (int round = 0; round < 3; round++) {
        List<Flow> flows = new ArrayList<>();
        List<Long> sequences = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
          sequence += gaps.nextInt(10) == 0 ? gaps.nextInt(1, 100) : 1;
          sequences.add(sequence);
          flows.add(random.next());
          builder.add(sequence, flows.get(i));
        }
        assertHolds(block(builder, 0, rows), sequences, flows);
        builder.clear();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 1024, 4096})
  void flow_isTheSame_lookedUpAloneOrReadWithAll(int rows) {
    RandomFlows random = new RandomFlows(rows);
    List<Flow> flows = new ArrayList<>();
    try (BlockBuilder builder = new BlockBuilder(dictionary, rows)) {
      for (int i = 0; i < rows; i++) {
        flows.add(random.nextOfOneSession());
        builder.add(i, flows.get(i));
      }
      Block block = block(builder, 0, rows);
      assertThat(block.foreignIds()).isZero();
      for (int i = 0; i < rows; i++) {
        try (Scratch fresh = new Scratch()) {
          FlowEquality.assertSame(block.flow(i, fresh), flows.get(i), "row " + i);
        }
        FlowEquality.assertSame(block.flow(i, scratch), flows.get(i), "row " + i + " of all");
      }
    }
  }

  @Test
  void mark_findsTheRowsOfNumbers() {
    int rows = 1000;
    RandomFlows random = new RandomFlows(31);
    try (BlockBuilder builder = new BlockBuilder(dictionary, rows)) {
      for (int i = 0; i < rows; i++) {
        builder.add(i, random.next());
      }
      Block block = block(builder, 0, rows);
      for (Part part : List.of(Part.SOURCE, Part.DESTINATION, Part.SHAPE, Part.DECISION)) {
        int[] numbers = new int[rows];
        block.numbers(part, scratch, numbers, new int[rows]);
        for (int row = 0; row < rows; row += 50) {
          int[] wanted = {numbers[row], numbers[rows - 1], Integer.MAX_VALUE};
          assertMarks(block, part, numbers, wanted);
        }
        assertMarks(block, part, numbers, new int[0]);
      }
      assertThatThrownBy(() -> block.mark(Part.PLACE, scratch, new int[0], new long[16]))
          .hasMessageContaining("PLACE");
    }
  }

  private void assertMarks(Block block, Part part, int[] numbers, int[] wanted) {
    long[] marks = new long[(numbers.length + 63) / 64];
    Arrays.fill(marks, -1);
    block.mark(part, scratch, wanted, marks);
    for (int row = 0; row < numbers.length; row++) {
      int number = numbers[row];
      assertThat((marks[row >>> 6] >>> row & 1) != 0)
          .as("row %d of %s", row, part)
          .isEqualTo(Arrays.stream(wanted).anyMatch(one -> one == number));
    }
  }

  @Test
  void partOfTheRows_isABlockOfItsOwn() {
    RandomFlows random = new RandomFlows(11);
    List<Flow> flows = new ArrayList<>();
    List<Long> sequences = new ArrayList<>();
    try (BlockBuilder builder = new BlockBuilder(dictionary, 100)) {
      for (int i = 0; i < 100; i++) {
        sequences.add(5L + i);
        flows.add(random.next());
        builder.add(5 + i, flows.get(i));
      }
      assertHolds(block(builder, 0, 40), sequences.subList(0, 40), flows.subList(0, 40));
      assertHolds(block(builder, 40, 41), sequences.subList(40, 41), flows.subList(40, 41));
      assertHolds(block(builder, 41, 100), sequences.subList(41, 100), flows.subList(41, 100));
      assertHolds(block(builder, 0, 100), sequences, flows);
    }
  }

  @Test
  void block_isReadByADictionaryFromItsLog() {
    RandomFlows random = new RandomFlows(3);
    List<Flow> flows = new ArrayList<>();
    try (BlockBuilder builder = new BlockBuilder(dictionary, 500)) {
      for (int i = 0; i < 500; i++) {
        flows.add(random.next());
        builder.add(i, flows.get(i));
      }
      int length = builder.encode(0, 500);
      MemorySegment log = MemorySegment.ofBuffer(dictionary.pending());
      Dictionary again = Dictionary.read(log).dictionary();
      Block block =
          Block.open(MemorySegment.ofArray(Arrays.copyOf(builder.bytes(), length)), 0, again);
      for (int i = 0; i < 500; i++) {
        FlowEquality.assertSame(block.flow(i, scratch), flows.get(i), "row " + i);
      }
    }
  }

  @Test
  void header_tellsWhatIsInTheBlock() {
    try (BlockBuilder builder = new BlockBuilder(dictionary, 10)) {
      builder.add(100, TestFlows.request());
      builder.add(103, TestFlows.drop());
      builder.add(104, TestFlows.answer());
      Block block = block(builder, 0, 3);
      assertThat(block.rows()).isEqualTo(3);
      assertThat(block.firstSequence()).isEqualTo(100);
      assertThat(block.lastSequence()).isEqualTo(104);
      assertThat(block.minTimeNanos()).isEqualTo(TestFlows.TEN_TWENTY);
      assertThat(block.maxTimeNanos()).isEqualTo(TestFlows.TEN_TWENTY);
      assertThat(block.count(Verdict.FORWARDED)).isEqualTo(2);
      assertThat(block.count(Verdict.DROPPED)).isEqualTo(1);
      assertThat(block.foreignIds()).isEqualTo(3);
      assertThat(block.hasDetails()).isFalse();
    }
  }

  @Test
  void ownIds_takeNextToNothing_andAreFoundByTheHeader() {
    long high = FlowId.high(77);
    try (BlockBuilder builder = new BlockBuilder(dictionary, 1000)) {
      for (int i = 0; i < 1000; i++) {
        builder.add(i, withId(high, FlowId.low(5000 + i)));
      }
      Block block = block(builder, 0, 1000);
      assertThat(block.length()).isLessThan(Layout.HEADER + 300);
      assertThat(block.foreignIds()).isZero();
      assertThat(builder.bloom()).isNull();
      assertThat(block.mayHold(high, FlowId.low(5000))).isTrue();
      assertThat(block.mayHold(high, FlowId.low(6000))).isFalse();
      assertThat(block.mayHold(FlowId.high(78), FlowId.low(5000))).isFalse();
      assertThat(block.mayHold(1, 2)).isFalse();
    }
  }

  @Test
  void foreignIds_areInTheBloomFilter() {
    SplittableRandom random = new SplittableRandom(9);
    long[] ids = random.longs(2000).toArray();
    try (BlockBuilder builder = new BlockBuilder(dictionary, 1000)) {
      for (int i = 0; i < 1000; i++) {
        builder.add(i, withId(ids[2 * i], ids[2 * i + 1]));
      }
      builder.encode(0, 1000);
      byte[] bloom = java.util.Objects.requireNonNull(builder.bloom());
      int foreign = block(builder, 0, 1000).foreignIds();
      assertThat(bloom).hasSize((foreign * 12 + 7) / 8);
      int wrong = 0;
      for (int i = 0; i < 1000; i++) {
        boolean own = FlowId.isOurs(ids[2 * i], ids[2 * i + 1]);
        assertThat(own || Bloom.mayHold(bloom, 0, bloom.length, ids[2 * i], ids[2 * i + 1]))
            .isTrue();
        wrong += Bloom.mayHold(bloom, 0, bloom.length, random.nextLong(), ids[i]) ? 1 : 0;
      }
      assertThat(wrong).isLessThan(20);
    }
  }

  @Test
  void builder_refusesWhatIsOutOfOrderOrTooMuch() {
    try (BlockBuilder builder = new BlockBuilder(dictionary, 2)) {
      builder.add(5, TestFlows.request());
      assertThatThrownBy(() -> builder.add(5, TestFlows.request()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("sequence 5");
      builder.add(6, TestFlows.request());
      assertThat(builder.isFull()).isTrue();
      assertThatThrownBy(() -> builder.add(7, TestFlows.request()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("full");
      assertThatThrownBy(() -> builder.encode(1, 3))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("rows 1 to 3 of 2");
    }
  }

  private static Flow withId(long high, long low) {
    return new Flow.Builder().time(1000, 500).uuid(high, low).build();
  }

  private Block block(BlockBuilder builder, int from, int to) {
    int length = builder.encode(from, to);
    byte[] log = new byte[length + 20];
    System.arraycopy(builder.bytes(), 0, log, 10, length);
    Block block = Block.open(MemorySegment.ofArray(log), 10, dictionary);
    assertThat(block.length()).isEqualTo(length);
    assertThat(block.verify()).isTrue();
    return block;
  }

  private void assertHolds(Block block, List<Long> sequences, List<Flow> flows) {
    int rows = flows.size();
    assertThat(block.rows()).isEqualTo(rows);
    long[] found = new long[rows];
    block.sequences(scratch, found);
    assertThat(found).containsExactly(sequences.stream().mapToLong(i -> i).toArray());
    for (int i = rows - 1; i >= 0; i--) {
      FlowEquality.assertSame(block.flow(i, scratch), flows.get(i), "row " + i);
      assertThat(block.details(i, scratch).extras()).isEqualTo(flows.get(i).extras());
    }
  }
}
