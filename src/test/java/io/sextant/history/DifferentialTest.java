package io.sextant.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.sextant.filter.Condition;
import io.sextant.filter.RandomConditions;
import io.sextant.flow.Event;
import io.sextant.flow.Flow;
import io.sextant.flow.Node;
import io.sextant.flow.SmallWorldFlows;
import io.sextant.flow.TestFlows;
import io.sextant.store.Answer;
import io.sextant.store.Query;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random questions about random flows: the store's answers against a plain look at each flow. */
class DifferentialTest {
  private static final long SEED = Long.getLong("differential.seed", 20_261_124);
  private static final int FLOWS = Integer.getInteger("differential.flows", 60_000);
  private static final int QUERIES = Integer.getInteger("differential.queries", 400);
  private static final int BATCH = 500;
  private static final int MEMORY = 8_191;
  private static final long STEP_NANOS = 60_000_000_000L / FLOWS;
  private static final long MINUTE = 60_000_000_000L;

  @TempDir Path folder;

  private final List<Flow> flows = new ArrayList<>(FLOWS);
  private final SplittableRandom random = new SplittableRandom(SEED);
  private final RandomConditions conditions = new RandomConditions(SEED);

  @Test
  void everyAnswer_isThatOfAScan() throws IOException {
    Instant now = Instant.ofEpochSecond(0, TestFlows.TEN_TWENTY + 2 * MINUTE);
    try (LuceneStore store =
        LuceneStore.open(
            TestHistories.settings(folder, 1, FLOWS / 3),
            MEMORY,
            Node.named("test"),
            InstantSource.fixed(now))) {
      fill(store);
      long found = 0;
      for (int first = 0; first < QUERIES; first += BATCH) {
        found += check(store, first, Math.min(QUERIES, first + BATCH));
      }
      System.out.printf(
          "differential: seed %d, %,d flows, %,d queries, %,d found, 0 differ%n",
          SEED, FLOWS, QUERIES, found);
      assertThat(found).isGreaterThan(QUERIES);
    }
  }

  private void fill(LuceneStore store) {
    SmallWorldFlows world = new SmallWorldFlows(SEED, STEP_NANOS);
    for (int i = 0; i < FLOWS; i++) {
      Flow flow = world.next();
      flows.add(flow);
      store.append(flow);
      if (i % 1024 == 0) {
        store.wake();
        while (store.history().givenSequence() < i - MEMORY / 2) {
          LockSupport.parkNanos(100_000);
        }
      }
    }
    store.wake();
  }

  /** Makes questions one after the other, so that a seed tells them, and asks them side by side. */
  private long check(LuceneStore store, int from, int to) {
    List<Query> queries = IntStream.range(from, to).mapToObj(_ -> query()).toList();
    long found =
        IntStream.range(from, to)
            .parallel()
            .mapToLong(i -> check(store, i, queries.get(i - from)))
            .sum();
    if (to < QUERIES) {
      System.out.printf("differential: %,d of %,d queries%n", to, QUERIES);
    }
    return found;
  }

  private Query query() {
    Condition wanted = conditions.next();
    boolean timed = random.nextInt(3) == 0;
    long since = timed ? TestFlows.TEN_TWENTY + random.nextLong(MINUTE) : Long.MIN_VALUE;
    long until = timed && random.nextBoolean() ? since + random.nextLong(MINUTE) : Long.MAX_VALUE;
    Query query = new Query(wanted, since, until, past(), Query.Then.STOP);
    return random.nextInt(4) == 0 ? query.before(before()) : query;
  }

  /** Anywhere, and as often where the memory begins: a block of the disk reaches into it there. */
  private long before() {
    return random.nextBoolean()
        ? random.nextLong(FLOWS)
        : Math.max(0, FLOWS - MEMORY + MEMORY / 8 + random.nextLong(1024));
  }

  private int check(LuceneStore store, int number, Query query) {
    long[] expected = expected(query);
    assertThat(sequences(store, query, expected.length + 1))
        .as("seed %d, query %d: %s", SEED, number, query)
        .isEqualTo(expected);
    return expected.length;
  }

  private Query.Past past() {
    long number = 1L + random.nextInt(random.nextBoolean() ? 100 : FLOWS);
    return switch (random.nextInt(4)) {
      case 0 -> new Query.Past.All();
      case 1 -> new Query.Past.First(number);
      case 2 -> new Query.Past.From(random.nextLong(FLOWS));
      default -> new Query.Past.Last(number);
    };
  }

  private long[] expected(Query query) {
    long[] all =
        LongStream.range(0, Math.min(FLOWS, query.before()))
            .filter(i -> query.covers(flows.get((int) i).timeNanos()))
            .filter(i -> query.wanted().test(flows.get((int) i)))
            .toArray();
    return switch (query.past()) {
      case Query.Past.All _ -> all;
      case Query.Past.None _ -> new long[0];
      case Query.Past.From(long from) -> LongStream.of(all).filter(i -> i >= from).toArray();
      case Query.Past.First(long most) -> Arrays.copyOf(all, (int) Math.min(most, all.length));
      case Query.Past.Last(long most) ->
          Arrays.copyOfRange(all, (int) Math.max(0, all.length - most), all.length);
    };
  }

  /** Sequence numbers of the answer, of which so many are enough to see that it is wrong. */
  private long[] sequences(LuceneStore store, Query query, int most) {
    long[] sequences = new long[most];
    int count = 0;
    try (Answer answer = store.query(query)) {
      for (Event event = answer.next(); event != null && count < most; event = answer.next()) {
        sequences[count++] = answer.sequence();
        if (event.timeNanos() != flows.get((int) answer.sequence()).timeNanos()) {
          throw new AssertionError("another flow came as " + answer.sequence() + " to " + query);
        }
      }
      assertThat(answer.ended() || count == most).isTrue();
    }
    return Arrays.copyOf(sequences, count);
  }
}
