package io.sextant.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sextant.flow.Event;
import io.sextant.flow.Flow;
import io.sextant.flow.LostEvents;
import io.sextant.flow.RandomFlows;
import io.sextant.flow.Reply;
import io.sextant.flow.TestFlows;
import io.sextant.flow.Verdict;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class AggregateTest {
  private static final long SEED = 7;

  private final MemoryRing ring = new MemoryRing(4095, TestFlows.NODE, InstantSource.system());

  @Test
  void groups_areThoseOfAPlainLoop() {
    Random random = new Random(SEED);
    List<Flow> flows = fill(3000);
    for (int i = 0; i < 60; i++) {
      Aggregation wanted = randomAggregation(random);
      assertThat(cells(ring.aggregate(wanted)))
          .as("seed %d, round %d, %s", SEED, i, wanted)
          .isEqualTo(plain(wanted, flows));
    }
  }

  @Test
  void total_isRowsAndOthers_whateverTheLimit() {
    fill(2000);
    List<GroupField> by = List.of(GroupField.SOURCE_POD, GroupField.DESTINATION_PORT);
    Groups all = ring.aggregate(all(by, 10_000));
    Groups few = ring.aggregate(all(by, 3));

    assertThat(few.rows()).hasSize(3).isEqualTo(all.rows().subList(0, 3));
    assertThat(few.total()).isEqualTo(all.total());
    assertThat(few.total().flows()).isEqualTo(2000);
    long told = few.rows().stream().mapToLong(row -> row.sums().flows()).sum();
    assertThat(few.others().flows()).isEqualTo(2000 - told).isPositive();
    assertThat(few.exact()).isTrue();
    assertThat(all.others()).isEqualTo(Sums.NONE);
  }

  @Test
  void moreGroupsThanAreKept_areCountedAmongTheOthers() {
    GroupTable table = new GroupTable(all(List.of(GroupField.SOURCE_IP), 10));
    Tally one = new Tally();
    one.add(TestFlows.request());
    for (int i = 0; i < Aggregation.MOST_GROUPS + 500; i++) {
      table.add(Groups.ONE_BUCKET, List.of("10.0.0." + i), one);
    }
    Groups groups = table.groups(Groups.Covered.NOTHING, 0);

    assertThat(groups.exact()).isFalse();
    assertThat(groups.total().flows()).isEqualTo(Aggregation.MOST_GROUPS + 500);
    assertThat(groups.others().flows()).isEqualTo(Aggregation.MOST_GROUPS + 490);
  }

  @Test
  void bytesAndTimes_areSummedUp() {
    ring.append(TestFlows.frontendToCatalog(2, Reply.NO).length(74).build());
    ring.append(
        TestFlows.frontendToCatalog(16, Reply.NO)
            .time(TestFlows.TEN_TWENTY + 5, 0)
            .length(1500)
            .build());
    Groups groups = ring.aggregate(all(List.of(GroupField.SOURCE_WORKLOAD), 10));

    assertThat(groups.rows())
        .containsExactly(
            new Groups.Row(
                Groups.ONE_BUCKET,
                List.of("shop/frontend"),
                new Sums(
                    2,
                    1574,
                    Map.of(Verdict.FORWARDED, 2L),
                    TestFlows.TEN_TWENTY,
                    TestFlows.TEN_TWENTY + 5)));
    assertThat(groups.covered())
        .isEqualTo(new Groups.Covered(TestFlows.TEN_TWENTY, TestFlows.TEN_TWENTY + 5));
  }

  @Test
  void lossesOfTheData_areNotTheReaders() {
    ring.append(TestFlows.request());
    ring.append(
        new LostEvents(
            TestFlows.TEN_TWENTY,
            TestFlows.NODE,
            LostEvents.Source.PERF_EVENT_RING_BUFFER,
            17,
            0,
            0,
            0));

    assertThat(ring.aggregate(all(List.of(), 1)).missed()).isZero();
  }

  @Test
  void nothing_isCoveredByAnEmptyRing() {
    Groups groups = ring.aggregate(all(List.of(), 1));
    assertThat(groups.rows()).isEmpty();
    assertThat(groups.covered()).isEqualTo(Groups.Covered.NOTHING);
    assertThat(groups.total()).isEqualTo(Sums.NONE);
  }

  @Test
  void limitBeyondWhatIsKept_isRefused() {
    assertThatThrownBy(() -> all(List.of(), 10_001)).hasMessageContaining("0 to 10000");
  }

  @Test
  void fieldNames_leadToTheirFields() {
    for (GroupField field : GroupField.values()) {
      assertThat(GroupField.named(field.text())).isEqualTo(field);
      assertThat(GroupField.names()).contains(field.text());
    }
    assertThat(GroupField.named("colour")).isNull();
  }

  private List<Flow> fill(int count) {
    RandomFlows random = new RandomFlows(SEED);
    List<Flow> flows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Flow flow = random.next();
      flows.add(flow);
      ring.append(flow);
    }
    return flows;
  }

  private static Aggregation all(List<GroupField> by, int limit) {
    return new Aggregation(Long.MIN_VALUE, Long.MAX_VALUE, _ -> true, by, 0, limit);
  }

  private static Aggregation randomAggregation(Random random) {
    GroupField[] fields = GroupField.values();
    List<GroupField> by = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      GroupField field = fields[random.nextInt(fields.length)];
      if (!by.contains(field)) {
        by.add(field);
      }
    }
    long since = TestFlows.TEN_TWENTY + random.nextInt(60) * 1_000_000_000L;
    Predicate<Event> wanted =
        random.nextBoolean() ? _ -> true : e -> ((Flow) e).verdict() == Verdict.DROPPED;
    long[] buckets = {0, 1_000_000_000L, 10_000_000_000L, 7_000_000_001L};
    return new Aggregation(
        random.nextInt(3) == 0 ? Long.MIN_VALUE : since,
        random.nextInt(3) == 0 ? Long.MAX_VALUE : since + random.nextInt(50) * 1_000_000_000L,
        wanted,
        by,
        buckets[random.nextInt(buckets.length)],
        10_000);
  }

  private static Map<List<Object>, Sums> cells(Groups groups) {
    Map<List<Object>, Sums> cells = new HashMap<>();
    groups.rows().forEach(row -> cells.put(List.of(row.bucketNanos(), row.keys()), row.sums()));
    return cells;
  }

  private static Map<List<Object>, Sums> plain(Aggregation wanted, List<Flow> flows) {
    Map<List<Object>, Tally> cells = new HashMap<>();
    for (Flow flow : flows) {
      long time = flow.timeNanos();
      if (time < wanted.sinceNanos() || time > wanted.untilNanos()) {
        continue;
      }
      if (wanted.wanted().test(flow)) {
        long width = wanted.bucketNanos();
        Object bucket = width == 0 ? Groups.ONE_BUCKET : Math.floorDiv(time, width) * width;
        List<String> keys = wanted.by().stream().map(field -> field.of(flow)).toList();
        cells.computeIfAbsent(List.of(bucket, keys), _ -> new Tally()).add(flow);
      }
    }
    Map<List<Object>, Sums> sums = new HashMap<>();
    cells.forEach((key, tally) -> sums.put(key, tally.sums()));
    return sums;
  }
}
