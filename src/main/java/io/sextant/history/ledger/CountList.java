package io.sextant.history.ledger;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Counts of all stages over time. They rise during a run, so that any can be left out: of old ones
 * the last of each minute is kept, then of each hour. Used under its owner's lock.
 */
final class CountList {
  private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);
  private static final long HOUR = TimeUnit.HOURS.toNanos(1);
  private static final long DAY = TimeUnit.DAYS.toNanos(1);
  private static final int TIDY_EVERY = 4_096;

  private record Series(String run, String node, LossStage stage, int cpu) {}

  private record Bucket(long width, long number) {}

  private final Map<Series, List<StageCounts>> series = new LinkedHashMap<>();
  private final ToLongFunction<String> startOfRun;
  private int added;

  /**
   * @param startOfRun when a run began, or the largest time when nobody knows
   */
  CountList(ToLongFunction<String> startOfRun) {
    this.startOfRun = startOfRun;
  }

  void add(String run, StageCounts counts) {
    series
        .computeIfAbsent(
            new Series(run, counts.node(), counts.stage(), counts.cpu()), _ -> new ArrayList<>())
        .add(counts);
    if (++added % TIDY_EVERY == 0) {
      series.values().forEach(CountList::thinOut);
    }
  }

  List<LedgerEntry.Counted> all() {
    List<LedgerEntry.Counted> all = new ArrayList<>();
    series.forEach(
        (key, list) -> list.forEach(each -> all.add(new LedgerEntry.Counted(key.run(), each))));
    return all;
  }

  /** What each stage did between the last counts before the one time and before the other. */
  List<Balance> balances(long sinceNanos, long untilNanos) {
    Map<String, Balance> balances = new TreeMap<>();
    series.forEach((key, list) -> {
      Balance balance = balance(key, list, sinceNanos, untilNanos);
      if (balance != null) {
        balances.merge(place(key), balance, Balance::and);
      }
    });
    return List.copyOf(balances.values());
  }

  private static String place(Series key) {
    return LossSum.place(key.node(), key.stage(), key.cpu());
  }

  private @Nullable Balance balance(
      Series key, List<StageCounts> list, long sinceNanos, long untilNanos) {
    StageCounts end = lastBefore(list, untilNanos);
    StageCounts start = lastBefore(list, sinceNanos);
    if (end == null || end.equals(start)) {
      return null;
    }
    StageCounts base = start == null ? nothing(key, end) : start;
    return new Balance(
        key.node(),
        key.stage(),
        key.cpu(),
        base.timeNanos(),
        end.timeNanos(),
        end.in() - base.in(),
        end.out() - base.out(),
        end.filtered() - base.filtered(),
        end.lost() - base.lost());
  }

  private StageCounts nothing(Series key, StageCounts end) {
    long time = Math.min(startOfRun.applyAsLong(key.run()), end.timeNanos());
    return new StageCounts(time, key.node(), key.stage(), key.cpu(), 0, 0, 0, 0);
  }

  /** Forgets counts, but not those that later intervals begin with, and runs that are over. */
  void forget(long beforeNanos) {
    for (List<StageCounts> list : series.values()) {
      StageCounts base = lastBefore(list, beforeNanos);
      list.removeIf(each -> each.timeNanos() < beforeNanos && !each.equals(base));
    }
  }

  void forgetRun(String run) {
    series.keySet().removeIf(key -> key.run().equals(run));
  }

  /** Newest time of a run, or the other one when there are no counts of it. */
  long newest(String run, long otherwise) {
    long newest = otherwise;
    for (Map.Entry<Series, List<StageCounts>> each : series.entrySet()) {
      if (each.getKey().run().equals(run)) {
        newest = Math.max(newest, each.getValue().getLast().timeNanos());
      }
    }
    return newest;
  }

  private static @Nullable StageCounts lastBefore(List<StageCounts> list, long nanos) {
    StageCounts last = null;
    for (StageCounts each : list) {
      if (each.timeNanos() < nanos) {
        last = each;
      }
    }
    return last;
  }

  private static void thinOut(List<StageCounts> list) {
    long newest = list.getLast().timeNanos();
    Map<Bucket, StageCounts> kept = new LinkedHashMap<>();
    for (StageCounts each : list) {
      long age = newest - each.timeNanos();
      long width = age < HOUR ? 1 : age < DAY ? MINUTE : HOUR;
      kept.put(new Bucket(width, Math.floorDiv(each.timeNanos(), width)), each);
    }
    list.clear();
    list.addAll(kept.values());
  }
}
