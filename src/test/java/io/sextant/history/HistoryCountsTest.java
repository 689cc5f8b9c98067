package io.sextant.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.sextant.filter.Condition;
import io.sextant.filter.RandomConditions;
import io.sextant.flow.Flow;
import io.sextant.flow.LostEvents;
import io.sextant.flow.Node;
import io.sextant.flow.SmallWorldFlows;
import io.sextant.flow.TestFlows;
import io.sextant.servicemap.MapLimits;
import io.sextant.servicemap.MapSnapshot;
import io.sextant.servicemap.PastMap;
import io.sextant.servicemap.RangeMap;
import io.sextant.store.Aggregation;
import io.sextant.store.GroupField;
import io.sextant.store.GroupTable;
import io.sextant.store.Groups;
import io.sextant.store.Sums;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Counts and maps of the store over memory and disk, against a plain look at each flow. */
class HistoryCountsTest {
  private static final long SEED = 41;
  private static final int FLOWS = 30_000;
  private static final int MEMORY = 4_095;
  private static final long MINUTE = 60_000_000_000L;
  private static final long MILLI = 1_000_000L;

  @TempDir Path folder;

  private final List<Flow> flows = new ArrayList<>(FLOWS);
  private final SplittableRandom random = new SplittableRandom(SEED);
  private final RandomConditions conditions = new RandomConditions(SEED);

  @Test
  void countsAndMaps_areThoseOfAScan() throws IOException {
    Instant now = Instant.ofEpochSecond(0, TestFlows.TEN_TWENTY + 2 * MINUTE);
    try (LuceneStore store =
        LuceneStore.open(
            TestHistories.settings(folder, 1, FLOWS / 3),
            MEMORY,
            Node.named("test"),
            InstantSource.fixed(now))) {
      fill(store);
      long counted = 0;
      for (int i = 0; i < 100; i++) {
        counted += checkCounts(store, i);
      }
      for (int i = 0; i < 20; i++) {
        checkMap(store, i);
      }
      assertThat(counted).isGreaterThan(FLOWS);
    }
  }

  private void fill(LuceneStore store) {
    SmallWorldFlows world = new SmallWorldFlows(SEED, MINUTE / FLOWS);
    for (int i = 0; i < FLOWS; i++) {
      Flow flow = world.next();
      flows.add(flow);
      store.append(flow);
      if (i % 512 == 0) {
        store.wake();
        while (store.history().givenSequence() < i - MEMORY / 2) {
          LockSupport.parkNanos(100_000);
        }
      }
    }
    store.append(
        new LostEvents(
            TestFlows.TEN_TWENTY,
            TestFlows.NODE,
            LostEvents.Source.PERF_EVENT_RING_BUFFER,
            7,
            0,
            0,
            0));
    store.wake();
  }

  private long checkCounts(LuceneStore store, int round) {
    Aggregation wanted = aggregation();
    GroupTable plain = new GroupTable(wanted);
    for (Flow flow : flows) {
      if (wanted.covers(flow.timeNanos()) && wanted.wanted().test(flow)) {
        plain.add(flow);
      }
    }
    Groups expected = plain.groups(Groups.Covered.NOTHING, 0);
    Groups found = store.aggregate(wanted);
    assertThat(rounded(found.rows()))
        .as("seed %d round %d %s", SEED, round, wanted)
        .isEqualTo(rounded(expected.rows()));
    assertThat(rounded(found.total())).isEqualTo(rounded(expected.total()));
    assertThat(rounded(found.others())).isEqualTo(rounded(expected.others()));
    assertThat(found.missed()).isZero();
    return found.total().flows();
  }

  private static List<Groups.Row> rounded(List<Groups.Row> rows) {
    return rows.stream()
        .map(row -> new Groups.Row(row.bucketNanos(), row.keys(), rounded(row.sums())))
        .toList();
  }

  /** Sums that were summed up know times to the millisecond. */
  private static Sums rounded(Sums sums) {
    return new Sums(
        sums.flows(),
        sums.bytes(),
        sums.verdicts(),
        sums.firstNanos() / MILLI,
        sums.lastNanos() / MILLI);
  }

  private void checkMap(LuceneStore store, int round) {
    Aggregation wanted = aggregation();
    PastMap.Drawn found =
        store.maps().draw(wanted.sinceNanos(), wanted.untilNanos(), wanted.wanted());
    RangeMap plain = new RangeMap(MapLimits.DEFAULT);
    for (Flow flow : flows) {
      if (wanted.covers(flow.timeNanos()) && wanted.wanted().test(flow)) {
        plain.add(flow);
      }
    }
    MapSnapshot expected = plain.snapshot(found.sinceNanos(), found.untilNanos());
    assertThat(texts(found.map()))
        .as("seed %d round %d %s", SEED, round, wanted)
        .isEqualTo(texts(expected));
    assertThat(found.map().crowdedOut()).isEqualTo(expected.crowdedOut());
  }

  /** Without reasons of drops: which of many have names depends on their order. */
  private static List<String> texts(MapSnapshot map) {
    List<String> texts = new ArrayList<>();
    map.nodes()
        .forEach(node ->
            texts.add(node.id() + " " + node.pods() + " " + node.lastSeen().toEpochMilli()));
    map.edges()
        .forEach(edge ->
            texts.add(
                "%s %s %s %d %d %d %d %d"
                    .formatted(
                        edge.source(),
                        edge.destination(),
                        edge.protocol(),
                        edge.port(),
                        edge.forwarded(),
                        edge.dropped(),
                        edge.audit(),
                        edge.lastSeen().toEpochMilli())));
    texts.sort(null);
    return texts;
  }

  private Aggregation aggregation() {
    GroupField[] fields = GroupField.values();
    List<GroupField> by = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      GroupField field = fields[random.nextInt(fields.length)];
      if (!by.contains(field)) {
        by.add(field);
      }
    }
    boolean timed = random.nextBoolean();
    long since = timed ? TestFlows.TEN_TWENTY + random.nextLong(MINUTE / 2) : Long.MIN_VALUE;
    long[] buckets = {0, 1_000_000_000L, 10_000_000_000L};
    return new Aggregation(
        since,
        timed && random.nextBoolean() ? since + random.nextLong(MINUTE) : Long.MAX_VALUE,
        random.nextInt(3) == 0 ? Condition.EVERYTHING : conditions.next(),
        by,
        buckets[random.nextInt(buckets.length)],
        1 + random.nextInt(10_000));
  }
}
