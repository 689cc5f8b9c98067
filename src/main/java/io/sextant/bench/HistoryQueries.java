package io.sextant.bench;

import io.sextant.filter.Condition;
import io.sextant.filter.Pods;
import io.sextant.filter.Ports;
import io.sextant.filter.Side;
import io.sextant.filter.Text;
import io.sextant.filter.TraceIds;
import io.sextant.filter.Uuids;
import io.sextant.filter.Verdicts;
import io.sextant.flow.Verdict;
import io.sextant.history.LuceneStore;
import io.sextant.servicemap.PastMap;
import io.sextant.store.Aggregation;
import io.sextant.store.Answer;
import io.sextant.store.GroupField;
import io.sextant.store.Query;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Questions to a history that nobody writes to, each call with other values. */
final class HistoryQueries {
  private static final int CALLS = 200;
  private static final int WARM_UP_CALLS = 50;

  /** Slow ones are asked less often: for so many runs' length. */
  private static final int LONGEST_RUNS = 30;

  private static final int LEAST_CALLS = 5;
  private static final int LAST = 100;
  private static final long HOUR = TimeUnit.HOURS.toNanos(1);
  private static final long FIVE_MINUTES = TimeUnit.MINUTES.toNanos(5);
  private static final Condition DROPPED = Verdicts.of(List.of(Verdict.DROPPED.ordinal()));

  private final Bench bench;
  private final LuceneStore store;
  private final HistorySample sample;

  HistoryQueries(Bench bench, LuceneStore store, HistorySample sample) {
    this.bench = bench;
    this.store = store;
    this.sample = sample;
  }

  void measure() throws IOException {
    measure(Figure.HISTORY_P50_LAST100_DROPPED, Figure.HISTORY_P99_LAST100_DROPPED, this::dropped);
    measure(Figure.HISTORY_P50_LAST100_RARE_POD, Figure.HISTORY_P99_LAST100_RARE_POD, this::pod);
    measure(
        Figure.HISTORY_P50_RARE_POD_DROPPED, Figure.HISTORY_P99_RARE_POD_DROPPED, this::podDropped);
    measure(Figure.HISTORY_P50_UUID, Figure.HISTORY_P99_UUID, this::uuid);
    measure(Figure.HISTORY_P50_TRACE_ID, Figure.HISTORY_P99_TRACE_ID, this::traceId);
    measure(Figure.HISTORY_P50_PREFIX_PORT, Figure.HISTORY_P99_PREFIX_PORT, this::prefixAndPort);
    measure(Figure.HISTORY_P50_TEXT, Figure.HISTORY_P99_TEXT, this::text);
    measure(
        Figure.HISTORY_P50_COUNT_BY_VERDICT, Figure.HISTORY_P99_COUNT_BY_VERDICT, this::verdicts);
    measure(Figure.HISTORY_P50_MAP_5M, Figure.HISTORY_P99_MAP_5M, () -> map(FIVE_MINUTES));
    measure(Figure.HISTORY_P50_MAP_1H, Figure.HISTORY_P99_MAP_1H, () -> map(HOUR));
    measure(Figure.HISTORY_P50_MAP_ALL, Figure.HISTORY_P99_MAP_ALL, this::wholeMap);
  }

  /** Measures calls that tell how much they found. */
  private void measure(Figure p50, Figure p99, LongSupplier question) throws IOException {
    long begin = System.nanoTime();
    long longest = LONGEST_RUNS * bench.meter().runNanos();
    for (int i = 0; i < WARM_UP_CALLS && System.nanoTime() - begin < longest / 3; i++) {
      var _ = question.getAsLong();
    }
    double[] millis = new double[CALLS];
    long found = 0;
    int calls = 0;
    while (calls < CALLS && (calls < LEAST_CALLS || System.nanoTime() - begin < longest)) {
      long before = System.nanoTime();
      found += question.getAsLong();
      millis[calls++] = (System.nanoTime() - before) / 1e6;
    }
    if (found == 0) {
      throw new IOException(p99.key() + ": nothing was found by " + calls + " calls");
    }
    double[] sorted = Arrays.copyOf(millis, calls);
    Arrays.sort(sorted);
    bench.figures().put(p50, Meter.percentile(sorted, 50));
    bench.figures().put(p99, Meter.percentile(sorted, 99));
    bench
        .progress()
        .accept(
            "  %-36s %,10.2f, half under %,.2f; %d calls, each found %,d"
                .formatted(
                    p99.key(),
                    Meter.percentile(sorted, 99),
                    Meter.percentile(sorted, 50),
                    calls,
                    found / calls));
  }

  private long dropped() {
    return count(Query.last(LAST, DROPPED).before(sample.place()));
  }

  private long pod() {
    return count(Query.last(LAST, rarePod()));
  }

  private long podDropped() {
    return count(Query.last(LAST, Condition.all(List.of(rarePod(), DROPPED))));
  }

  private Condition rarePod() {
    List<String> pod = List.of(sample.rarePod());
    return Condition.any(List.of(Pods.parse(Side.SOURCE, pod), Pods.parse(Side.DESTINATION, pod)));
  }

  private long uuid() {
    return count(
        Query.last(LAST, new Uuids(Set.of(new UUID(sample.uuidHigh(), sample.uuidLow())))));
  }

  private long traceId() {
    return count(Query.last(LAST, new TraceIds(Set.of(sample.traceId()))));
  }

  private long prefixAndPort() {
    int workload = sample.workload();
    String prefix = SyntheticCluster.namespace(workload) + "/" + SyntheticCluster.name(workload);
    Condition wanted =
        Condition.all(
            List.of(
                Pods.parse(Side.DESTINATION, List.of(prefix)),
                new Ports(Side.DESTINATION, Set.of(SyntheticCluster.port(workload)))));
    long since = sample.start(HOUR);
    return count(
        new Query(wanted, since, since + HOUR, new Query.Past.Last(LAST), Query.Then.STOP));
  }

  private long text() {
    return count(Query.last(LAST, new Text(sample.host(), false)));
  }

  private long verdicts() {
    long since = sample.start(sample.last() - sample.first());
    return store
        .aggregate(
            new Aggregation(
                since, Long.MAX_VALUE, Condition.EVERYTHING, List.of(GroupField.VERDICT), 0, LAST))
        .total()
        .flows();
  }

  private long map(long nanos) {
    long since = sample.start(nanos);
    return edges(store.maps().draw(since, since + nanos, Condition.EVERYTHING));
  }

  private long wholeMap() {
    return edges(store.maps().draw(Long.MIN_VALUE, Long.MAX_VALUE, Condition.EVERYTHING));
  }

  private static long edges(PastMap.Drawn drawn) {
    return drawn.map().edges().size();
  }

  private long count(Query query) {
    long found = 0;
    try (Answer answer = store.query(query)) {
      while (answer.next() != null) {
        found++;
      }
    }
    return found;
  }
}
