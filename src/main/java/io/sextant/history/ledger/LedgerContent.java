package io.sextant.history.ledger;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** All that a ledger holds. Used under its owner's lock. */
final class LedgerContent {
  private final LossList losses;
  private final Map<String, RunTimes> runs = new LinkedHashMap<>();
  private final CountList counts = new CountList(this::startOf);

  /** What is known of a run; {@code endNanos} is right when it is over. */
  private record RunTimes(long startNanos, long endNanos, Run.End end, long firstSequence) {}

  LedgerContent(int keptLosses) {
    this.losses = new LossList(keptLosses);
  }

  private long startOf(String run) {
    RunTimes times = runs.get(run);
    return times == null ? Long.MAX_VALUE : times.startNanos();
  }

  void add(LedgerEntry entry) {
    switch (entry) {
      case Loss loss -> losses.add(loss);
      case LedgerEntry.Counted counted -> counts.add(counted.run(), counted.counts());
      case LedgerEntry.Begun begun -> begin(begun);
      case LedgerEntry.Over over -> end(over);
    }
  }

  private void begin(LedgerEntry.Begun begun) {
    runs.replaceAll((_, run) -> run.end() == Run.End.RUNNING ? suddenlyEnded(run) : run);
    runs.put(
        begun.run(),
        new RunTimes(begun.timeNanos(), begun.timeNanos(), Run.End.RUNNING, begun.firstSequence()));
  }

  private static RunTimes suddenlyEnded(RunTimes run) {
    return new RunTimes(run.startNanos(), run.endNanos(), Run.End.SUDDEN, run.firstSequence());
  }

  private void end(LedgerEntry.Over over) {
    RunTimes run = runs.get(over.run());
    long start = run == null ? over.timeNanos() : run.startNanos();
    long first = run == null ? LedgerEntry.Begun.UNKNOWN : run.firstSequence();
    runs.put(over.run(), new RunTimes(start, over.timeNanos(), Run.End.ORDERLY, first));
  }

  /** Entries that say the same as all that were ever added, as far as it is still known. */
  List<LedgerEntry> all() {
    List<LedgerEntry> all = new ArrayList<>();
    runs.forEach((id, run) -> {
      all.add(new LedgerEntry.Begun(id, run.startNanos(), run.firstSequence()));
      if (run.end() == Run.End.ORDERLY) {
        all.add(new LedgerEntry.Over(id, run.endNanos()));
      }
    });
    all.addAll(losses.all());
    all.addAll(counts.all());
    return all;
  }

  LossList losses() {
    return losses;
  }

  CountList counts() {
    return counts;
  }

  /**
   * Sums by place.
   *
   * @param waiting losses that are not among the others yet
   */
  List<LossSum> sums(long sinceNanos, long untilNanos, List<Loss> waiting, long readableFrom) {
    Map<LossSum.Place, LossSum> sums = new HashMap<>();
    Stream.concat(
            losses.during(sinceNanos, untilNanos), LossList.during(waiting, sinceNanos, untilNanos))
        .forEach(loss -> {
          long lost = loss.lostBefore(readableFrom);
          if (lost > 0) {
            sums.merge(LossSum.Place.of(loss), LossSum.of(loss, lost), LossSum::and);
          }
        });
    return sums.values().stream().sorted(LossSum.ORDER).toList();
  }

  /** Those that overlap an interval, oldest first. */
  List<Run> runs(long sinceNanos, long untilNanos) {
    List<Run> found = new ArrayList<>();
    runs.forEach((id, times) -> {
      Run run = run(id, times);
      boolean goesOn = run.end() == Run.End.RUNNING;
      if (run.startNanos() < untilNanos && (goesOn || run.endNanos() >= sinceNanos)) {
        found.add(run);
      }
    });
    return found;
  }

  /**
   * Where the present run goes on with a sequence number of another one. Numbers that were lost
   * with the end of a run were given again: what stood behind them begins with the next run.
   */
  OptionalLong resume(String run, long sequence) {
    boolean later = false;
    long resumed = sequence;
    for (Map.Entry<String, RunTimes> each : runs.entrySet()) {
      if (later && each.getValue().firstSequence() == LedgerEntry.Begun.UNKNOWN) {
        return OptionalLong.empty();
      }
      resumed = later ? Math.min(resumed, each.getValue().firstSequence()) : resumed;
      later |= each.getKey().equals(run);
    }
    return later ? OptionalLong.of(resumed) : OptionalLong.empty();
  }

  private Run run(String id, RunTimes times) {
    long end =
        times.end() == Run.End.ORDERLY ? times.endNanos() : counts.newest(id, times.endNanos());
    return new Run(id, times.startNanos(), end, times.end());
  }

  void forget(long beforeNanos) {
    losses.forget(beforeNanos);
    counts.forget(beforeNanos);
    for (Run run : runs(Long.MIN_VALUE, beforeNanos)) {
      if (run.end() != Run.End.RUNNING && run.endNanos() < beforeNanos) {
        runs.remove(run.id());
        counts.forgetRun(run.id());
      }
    }
  }
}
