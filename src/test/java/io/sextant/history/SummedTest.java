package io.sextant.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.sextant.filter.Condition;
import io.sextant.flow.Flow;
import io.sextant.history.block.Block;
import io.sextant.history.block.BlockBuilder;
import io.sextant.history.block.Dictionary;
import io.sextant.history.rollup.RollupBuilder;
import io.sextant.history.rollup.RollupFlows;
import io.sextant.history.rollup.RollupKey;
import io.sextant.history.rollup.RollupLog;
import io.sextant.history.rollup.RollupPod;
import io.sextant.history.rollup.RollupRange;
import io.sextant.history.rollup.RollupVisitor;
import io.sextant.servicemap.MapLimits;
import io.sextant.servicemap.MapSnapshot;
import io.sextant.servicemap.RangeMap;
import io.sextant.store.Aggregation;
import io.sextant.store.GroupField;
import io.sextant.store.GroupTable;
import io.sextant.store.Groups;
import io.sextant.store.Sums;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SummedTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long MILLI = 1_000_000L;
  private static final long SEED = 31;
  private static final RollupRange ALL = RollupRange.of(Long.MIN_VALUE, Long.MAX_VALUE);
  private static final MapLimits WIDE = new MapLimits(10_000, 100, 20, 120);

  private final Random random = new Random(SEED);
  private final List<Flow> flows = new ArrayList<>();

  @Test
  void groupsOfSums_areThoseOfTheFlows() {
    RollupLog log = log(20_000, 50);
    List<GroupField> fields = Arrays.stream(GroupField.values()).filter(this::isSummed).toList();
    assertThat(fields).contains(GroupField.SERVER_PORT, GroupField.POLICY).hasSizeGreaterThan(12);
    for (int i = 0; i < 60; i++) {
      Aggregation wanted = randomAggregation(fields);
      GroupTable summed = new GroupTable(wanted);
      SummedGroups groups = new SummedGroups(wanted, summed);
      log.read(ALL, wanted.bucketNanos(), groups);
      GroupTable plain = new GroupTable(wanted);
      flows.forEach(plain::add);

      assertThat(groups.isExact()).isTrue();
      assertThat(cells(summed)).as("seed %d round %d", SEED, i).isEqualTo(cells(plain));
    }
  }

  @Test
  void portsThatShareASum_makeTheirGroupsInexact() {
    RollupLog log = log(60_000, 3000);
    Aggregation byPort = aggregation(List.of(GroupField.SERVER_PORT), 0);
    SummedGroups groups = new SummedGroups(byPort, new GroupTable(byPort));
    log.read(ALL, 0, groups);
    assertThat(groups.isExact()).isFalse();

    Aggregation byVerdict = aggregation(List.of(GroupField.VERDICT), 0);
    SummedGroups others = new SummedGroups(byVerdict, new GroupTable(byVerdict));
    log.read(ALL, 0, others);
    assertThat(others.isExact()).isTrue();
  }

  @Test
  void filteredOrFinerAggregations_areLeftToTheFlows() {
    assertThat(SummedGroups.mayAnswer(aggregation(List.of(), 10 * SECOND))).isTrue();
    assertThat(SummedGroups.mayAnswer(aggregation(List.of(), SECOND))).isFalse();
    assertThat(SummedGroups.mayAnswer(aggregation(List.of(GroupField.SOURCE_IP), 0))).isFalse();
    assertThat(
            SummedGroups.mayAnswer(
                new Aggregation(Long.MIN_VALUE, Long.MAX_VALUE, _ -> true, List.of(), 0, 10)))
        .isFalse();
  }

  @Test
  void mapOfSums_isThatOfTheFlows() {
    RollupLog log = log(20_000, 50);
    RangeMap summed = new RangeMap(WIDE);
    log.read(ALL, 0, new SummedMap(summed));
    RangeMap plain = new RangeMap(WIDE);
    flows.forEach(plain::add);

    assertThat(texts(summed.snapshot(0, SECOND))).isEqualTo(texts(plain.snapshot(0, SECOND)));
  }

  @Test
  void mapOfRows_isThatOfTheFlows() {
    makeFlows(20_000, 50);
    long since = flows.get(3_000).timeNanos();
    long until = flows.get(17_000).timeNanos();
    RangeMap rows = new RangeMap(WIDE);
    try (BlockMap blocks = new BlockMap(rows, since, until)) {
      for (int from = 0; from < flows.size(); from += 5_000) {
        drawPartition(blocks, flows.subList(from, from + 5_000));
      }
      blocks.finish();
    }
    RangeMap plain = new RangeMap(WIDE);
    flows.stream()
        .filter(flow -> flow.timeNanos() >= since && flow.timeNanos() <= until)
        .forEach(plain::add);

    assertThat(texts(rows.snapshot(0, SECOND))).isEqualTo(texts(plain.snapshot(0, SECOND)));
  }

  /** Half of its blocks by numbers of rows, half as a whole. */
  private static void drawPartition(BlockMap into, List<Flow> partition) {
    Dictionary dictionary = new Dictionary();
    into.enter(dictionary);
    try (BlockBuilder builder = new BlockBuilder(dictionary, 500)) {
      for (int i = 0; i < partition.size(); i++) {
        builder.add(i, partition.get(i));
        if (builder.isFull()) {
          builder.encode(0, builder.count());
          Block block = Block.open(MemorySegment.ofArray(builder.bytes()), 0, dictionary);
          into.block(block, i % 1_000 == 999 ? IntStream.range(0, 500).toArray() : null);
          builder.clear();
        }
      }
    }
  }

  @Test
  void sumsOfRows_areThoseOfTheFlows() {
    RollupLog flowByFlow = log(20_000, 50);
    RollupBuilder builder = new RollupBuilder();
    Dictionary dictionary = new Dictionary();
    try (BlockBuilder rows = new BlockBuilder(dictionary, 500)) {
      for (int i = 0; i < flows.size(); i++) {
        rows.add(i, flows.get(i));
        if (rows.isFull()) {
          builder.add(rows);
          rows.clear();
        }
      }
    }
    builder.seal();
    RollupLog blockByBlock = read(builder);

    assertThat(told(blockByBlock)).isEqualTo(told(flowByFlow));
    assertThat(told(blockByBlock).keySet()).anyMatch(RollupPod.class::isInstance);
  }

  private static Map<Object, List<Long>> told(RollupLog log) {
    Map<Object, List<Long>> told = new HashMap<>();
    log.read(
        ALL,
        0,
        new RollupVisitor() {
          @Override
          public void sum(long at, RollupKey key, long count, long bytes, long first, long last) {
            told.put(key, List.of(count, bytes, first, last));
          }

          @Override
          public boolean wantsPods() {
            return true;
          }

          @Override
          public void pod(RollupPod pod, long last) {
            told.put(pod, List.of(last));
          }

          @Override
          public void beyond(long count) {
            throw new AssertionError(count + " flows beyond");
          }
        });
    return told;
  }

  private void makeFlows(int count, int ports) {
    RollupFlows source = new RollupFlows(random, ports);
    for (int i = 0; i < count; i++) {
      flows.add(source.next(SECOND / 2));
    }
  }

  private RollupLog log(int count, int ports) {
    makeFlows(count, ports);
    RollupBuilder builder = new RollupBuilder();
    for (int i = 0; i < count; i++) {
      builder.add(i, flows.get(i));
    }
    builder.seal();
    return read(builder);
  }

  private static RollupLog read(RollupBuilder builder) {
    RollupLog log = new RollupLog();
    ByteBuffer pending = builder.pending();
    log.extend(ByteBuffer.allocate(pending.remaining()).put(pending).flip());
    return log;
  }

  private boolean isSummed(GroupField field) {
    return SummedGroups.mayAnswer(aggregation(List.of(field), 0));
  }

  private Aggregation randomAggregation(List<GroupField> fields) {
    List<GroupField> by = new ArrayList<>();
    for (int i = random.nextInt(5); i > 0; i--) {
      GroupField field = fields.get(random.nextInt(fields.size()));
      if (!by.contains(field)) {
        by.add(field);
      }
    }
    long[] buckets = {0, 600 * SECOND, 3600 * SECOND, 930 * SECOND};
    return aggregation(by, buckets[random.nextInt(buckets.length)]);
  }

  private static Aggregation aggregation(List<GroupField> by, long bucket) {
    return new Aggregation(
        Long.MIN_VALUE, Long.MAX_VALUE, Condition.EVERYTHING, by, bucket, 10_000);
  }

  /** Sums know times to the millisecond. */
  private static Map<List<Object>, List<Object>> cells(GroupTable table) {
    Map<List<Object>, List<Object>> cells = new HashMap<>();
    for (Groups.Row row : table.groups(Groups.Covered.NOTHING, 0).rows()) {
      Sums sums = row.sums();
      cells.put(
          List.of(row.bucketNanos(), row.keys()),
          List.of(
              sums.flows(),
              sums.bytes(),
              sums.verdicts(),
              sums.firstNanos() / MILLI,
              sums.lastNanos() / MILLI));
    }
    return cells;
  }

  private static List<String> texts(MapSnapshot map) {
    List<String> texts = new ArrayList<>();
    map.nodes()
        .forEach(
            node -> texts.add(node.id() + " pods " + node.pods() + " identity " + node.identity()));
    map.edges()
        .forEach(edge ->
            texts.add(
                edge.source()
                    + " "
                    + edge.destination()
                    + " "
                    + edge.protocol()
                    + " "
                    + edge.port()
                    + " "
                    + List.of(edge.forwarded(), edge.dropped(), edge.audit())
                    + edge.dropReasons()
                    + edge.deniedBy()
                    + edge.lastSeen().toEpochMilli()));
    texts.sort(null);
    return texts;
  }
}
