package io.sextant;

import io.sextant.flow.LostEvents;
import io.sextant.history.NodeSpan;
import io.sextant.history.ledger.Balance;
import io.sextant.history.ledger.LossLedger;
import io.sextant.history.ledger.LossStage;
import io.sextant.history.ledger.LossSum;
import io.sextant.history.ledger.Run;
import io.sextant.serve.http.LossBook;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The ledger, as REST asks for it. A stage has lost what it could not hand on, whoever may have it;
 * an answer lacks what is neither on the disk nor in memory any more.
 */
final class LedgerBooks implements LossBook {
  private static final int MOST_SPANS = 20;

  private final LossLedger ledger;
  private final Kept kept;

  /** By the id of a run that ended suddenly. */
  private final Map<String, Long> ends = new ConcurrentHashMap<>();

  /** Of the flows, what the ledger does not know. */
  interface Kept {
    /** From when to when there are flows of each node. */
    Map<String, NodeSpan> nodes();

    /** All events from this sequence number on can be read. */
    long readableFrom();

    /** Time of the newest flow of an interval, or its beginning if there is none. */
    long newestNanos(long sinceNanos, long untilNanos);
  }

  LedgerBooks(LossLedger ledger, Kept kept) {
    this.ledger = ledger;
    this.kept = kept;
  }

  @Override
  public Report losses(long sinceNanos, long untilNanos) {
    List<LossSum> sums = ledger.summary(sinceNanos, untilNanos);
    List<Balance> balances = ledger.balances(sinceNanos, untilNanos);
    Map<String, NodeSpan> flows = kept.nodes();
    Set<String> nodes = new TreeSet<>(flows.keySet());
    sums.forEach(sum -> nodes.add(sum.node()));
    balances.forEach(balance -> nodes.add(balance.node()));
    List<NodeLosses> reports = new ArrayList<>();
    for (String node : nodes) {
      reports.add(report(node, within(flows.get(node), sinceNanos, untilNanos), sums, balances));
    }
    return new Report(
        sums.stream().mapToLong(LossSum::count).sum(),
        reports,
        ledger.runs(sinceNanos, untilNanos).stream().map(LedgerBooks::run).toList());
  }

  private static Optional<NodeSpan> within(@Nullable NodeSpan span, long since, long until) {
    return Optional.ofNullable(span).flatMap(known -> known.within(since, until));
  }

  private static NodeLosses report(
      String node, Optional<NodeSpan> covered, List<LossSum> sums, List<Balance> balances) {
    List<LossSum> own = sums.stream().filter(sum -> sum.node().equals(node)).toList();
    return new NodeLosses(
        node,
        covered.map(part -> time(part.sinceNanos())).orElse(null),
        covered.map(part -> time(part.untilNanos())).orElse(null),
        own.stream().mapToLong(LossSum::count).sum(),
        own.stream().map(LedgerBooks::place).toList(),
        balances.stream().filter(b -> b.node().equals(node)).map(LedgerBooks::stage).toList());
  }

  @Override
  public Cover cover(long sinceNanos, long untilNanos) {
    Map<String, List<LossSum>> missing =
        ledger.missing(sinceNanos, untilNanos, kept.readableFrom()).stream()
            .collect(Collectors.groupingBy(LossSum::node));
    Map<String, NodeSpan> flows = kept.nodes();
    Set<String> nodes = new TreeSet<>(flows.keySet());
    nodes.addAll(missing.keySet());
    List<NodeCover> covers = new ArrayList<>();
    for (String node : nodes) {
      Optional<NodeSpan> part = within(flows.get(node), sinceNanos, untilNanos);
      List<LossSum> sums = missing.getOrDefault(node, List.of());
      if (part.isPresent() || !sums.isEmpty()) {
        covers.add(
            NodeCover.of(
                node,
                part.map(span -> time(span.sinceNanos())).orElse(null),
                part.map(span -> time(span.untilNanos())).orElse(null),
                sums.stream().map(LedgerBooks::place).toList()));
      }
    }
    return unwatched(sinceNanos, untilNanos, covers);
  }

  /** Adds the times of the interval between one run and the next. */
  private Cover unwatched(long sinceNanos, long untilNanos, List<NodeCover> nodes) {
    List<Run> runs = ledger.runs(Long.MIN_VALUE, Long.MAX_VALUE);
    List<Span> spans = new ArrayList<>();
    long total = 0;
    for (int next = runs.size() - 1; next > 0; next--) {
      long begins = runs.get(next).startNanos();
      Run before = runs.get(next - 1);
      if (Math.max(before.endNanos(), sinceNanos) < Math.min(begins, untilNanos)) {
        long since = total < MOST_SPANS ? end(before, begins) : before.endNanos();
        long from = Math.max(since, sinceNanos);
        long to = Math.min(begins, untilNanos - 1);
        total += from < to ? 1 : 0;
        if (from < to && spans.size() < MOST_SPANS) {
          spans.add(new Span(time(from), time(to)));
        }
      }
    }
    return new Cover(nodes, spans.reversed(), total);
  }

  /** Of a run that ended suddenly the newest flow is the last that is known. */
  private long end(Run run, long nextNanos) {
    return run.end() == Run.End.ORDERLY
        ? run.endNanos()
        : ends.computeIfAbsent(run.id(), _ -> kept.newestNanos(run.endNanos(), nextNanos - 1));
  }

  private static PlaceLosses place(LossSum sum) {
    return new PlaceLosses(
        name(sum.stage()),
        cpu(sum.cpu()),
        sum.count(),
        time(sum.firstNanos()),
        time(sum.lastNanos()));
  }

  private static StageBalance stage(Balance balance) {
    return new StageBalance(
        name(balance.stage()),
        cpu(balance.cpu()),
        time(balance.fromNanos()),
        time(balance.untilNanos()),
        balance.in(),
        balance.out(),
        balance.filtered(),
        balance.lost(),
        balance.missing(),
        balance.holds());
  }

  private static @Nullable Integer cpu(int cpu) {
    return cpu == LostEvents.NO_CPU ? null : cpu;
  }

  private static RunTimes run(Run run) {
    return new RunTimes(
        run.id(),
        time(run.startNanos()),
        time(run.endNanos()),
        run.end().name().toLowerCase(Locale.ROOT));
  }

  private static String name(LossStage stage) {
    return switch (stage) {
      case KERNEL_RING -> "kernel ring";
      case READER_QUEUE -> "queue";
      case DECODING -> "decoding";
      case MEMORY_RING -> "memory ring";
      case HISTORY_WRITER -> "history writer";
      case HISTORY_STORE -> "history store";
      case HISTORY_DAMAGE -> "history damage";
      case UNKNOWN -> "unknown stage";
    };
  }

  private static String time(long nanos) {
    return Instant.ofEpochSecond(0, nanos).toString();
  }
}
