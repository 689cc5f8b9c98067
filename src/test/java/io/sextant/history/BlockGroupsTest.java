package io.sextant.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.sextant.flow.Event;
import io.sextant.flow.Flow;
import io.sextant.flow.RandomFlows;
import io.sextant.flow.TestFlows;
import io.sextant.history.block.Block;
import io.sextant.history.block.BlockBuilder;
import io.sextant.history.block.Dictionary;
import io.sextant.store.Aggregation;
import io.sextant.store.GroupField;
import io.sextant.store.GroupTable;
import io.sextant.store.Groups;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BlockGroupsTest {
  private static final long SEED = 21;
  private static final int ROWS = 256;
  private static final int BLOCKS_PER_PARTITION = 5;

  private final List<Flow> flows = new ArrayList<>();
  private final List<Block> blocks = new ArrayList<>();

  @Test
  void groups_areThoseOfTheFlows() {
    fill(20);
    Random random = new Random(SEED);
    for (int i = 0; i < 200; i++) {
      Aggregation wanted = randomAggregation(random);
      assertThat(ofBlocks(wanted))
          .as("seed %d, round %d, by %s", SEED, i, wanted.by())
          .isEqualTo(ofFlows(wanted));
    }
  }

  @Test
  void everyField_isThatOfTheFlow() {
    fill(10);
    for (GroupField field : GroupField.values()) {
      Aggregation wanted =
          new Aggregation(Long.MIN_VALUE, Long.MAX_VALUE, _ -> true, List.of(field), 0, 10_000);
      assertThat(ofBlocks(wanted)).as(field.text()).isEqualTo(ofFlows(wanted));
    }
  }

  private void fill(int count) {
    RandomFlows random = new RandomFlows(SEED);
    Dictionary dictionary = new Dictionary();
    long sequence = 0;
    for (int i = 0; i < count; i++) {
      if (i % BLOCKS_PER_PARTITION == 0) {
        dictionary = new Dictionary();
      }
      try (BlockBuilder builder = new BlockBuilder(dictionary, ROWS)) {
        for (int row = 0; row < ROWS; row++) {
          Flow flow = random.next();
          flows.add(flow);
          builder.add(sequence++, flow);
        }
        int length = builder.encode(0, ROWS);
        byte[] bytes = Arrays.copyOf(builder.bytes(), length);
        blocks.add(Block.open(MemorySegment.ofArray(bytes), 0, dictionary));
      }
    }
  }

  private Groups ofBlocks(Aggregation wanted) {
    GroupTable table = new GroupTable(wanted);
    try (BlockGroups groups = new BlockGroups(wanted, table)) {
      for (int i = 0; i < blocks.size(); i++) {
        if (i % BLOCKS_PER_PARTITION == 0) {
          groups.enter(blocks.get(i).dictionary());
        }
        int first = i * ROWS;
        int[] rows =
            IntStream.range(0, ROWS)
                .filter(row -> wanted.wanted().test(flows.get(first + row)))
                .toArray();
        groups.add(blocks.get(i), rows.length == ROWS ? null : rows);
      }
      groups.finish();
    }
    return table.groups(Groups.Covered.NOTHING, 0);
  }

  private Groups ofFlows(Aggregation wanted) {
    GroupTable table = new GroupTable(wanted);
    for (Flow flow : flows) {
      if (wanted.covers(flow.timeNanos()) && wanted.wanted().test(flow)) {
        table.add(flow);
      }
    }
    return table.groups(Groups.Covered.NOTHING, 0);
  }

  private static Aggregation randomAggregation(Random random) {
    GroupField[] fields = GroupField.values();
    List<GroupField> by = new ArrayList<>();
    for (int i = random.nextInt(5); i > 0; i--) {
      GroupField field = fields[random.nextInt(fields.length)];
      if (!by.contains(field)) {
        by.add(field);
      }
    }
    long since = TestFlows.TEN_TWENTY + random.nextInt(60) * 1_000_000_000L;
    long[] buckets = {0, 1_000_000_000L, 10_000_000_000L, 60_000_000_000L};
    List<Predicate<Event>> wanted =
        List.of(
            _ -> true,
            event -> ((Flow) event).sourcePort() == 443,
            event -> ((Flow) event).packetLength() % 2 == 0);
    return new Aggregation(
        random.nextInt(3) == 0 ? Long.MIN_VALUE : since,
        random.nextInt(3) == 0 ? Long.MAX_VALUE : since + random.nextInt(50) * 1_000_000_000L,
        wanted.get(random.nextInt(wanted.size())),
        by,
        buckets[random.nextInt(buckets.length)],
        1 + random.nextInt(10_000));
  }
}
