package io.sextant;

import io.sextant.flow.LostEvents;
import io.sextant.history.ledger.Balance;
import io.sextant.history.ledger.Fact;
import io.sextant.history.ledger.FactKind;
import io.sextant.history.ledger.LossLedger;
import io.sextant.history.ledger.LossStage;
import io.sextant.history.ledger.LossSum;
import io.sextant.history.ledger.NamesLog;
import io.sextant.history.ledger.Run;
import io.sextant.serve.http.LossBook;
import io.sextant.serve.http.NameBook;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Ledger and log of names, as REST asks for them. */
final class LedgerBooks implements LossBook, NameBook {
  private final LossLedger ledger;
  private final NamesLog names;
  private final Supplier<Map<String, Covered>> covered;

  /** Times of the oldest and newest flow of a node, nanoseconds since the Unix epoch. */
  record Covered(long sinceNanos, long untilNanos) {
    /** As much of it as is in an interval whose end is not included. */
    Optional<Covered> within(long since, long until) {
      Covered part = new Covered(Math.max(since, sinceNanos), Math.min(until - 1, untilNanos));
      return part.sinceNanos > part.untilNanos ? Optional.empty() : Optional.of(part);
    }
  }

  /**
   * @param covered flows that can be found, by node
   */
  LedgerBooks(LossLedger ledger, NamesLog names, Supplier<Map<String, Covered>> covered) {
    this.ledger = ledger;
    this.names = names;
    this.covered = covered;
  }

  @Override
  public Report losses(long sinceNanos, long untilNanos) {
    List<LossSum> sums = ledger.summary(sinceNanos, untilNanos);
    List<Balance> balances = ledger.balances(sinceNanos, untilNanos);
    Map<String, Covered> flows = covered.get();
    Set<String> nodes = new TreeSet<>(flows.keySet());
    sums.forEach(sum -> nodes.add(sum.node()));
    balances.forEach(balance -> nodes.add(balance.node()));
    List<NodeLosses> reports = new ArrayList<>();
    for (String node : nodes) {
      Optional<Covered> part =
          Optional.ofNullable(flows.get(node)).flatMap(c -> c.within(sinceNanos, untilNanos));
      reports.add(report(node, part, sums, balances));
    }
    return new Report(
        sums.stream().mapToLong(LossSum::count).sum(),
        reports,
        ledger.runs(sinceNanos, untilNanos).stream().map(LedgerBooks::run).toList());
  }

  private static NodeLosses report(
      String node, Optional<Covered> covered, List<LossSum> sums, List<Balance> balances) {
    List<LossSum> own = sums.stream().filter(sum -> sum.node().equals(node)).toList();
    return new NodeLosses(
        node,
        covered.map(part -> time(part.sinceNanos())).orElse(null),
        covered.map(part -> time(part.untilNanos())).orElse(null),
        own.stream().mapToLong(LossSum::count).sum(),
        own.stream().map(LedgerBooks::place).toList(),
        balances.stream().filter(b -> b.node().equals(node)).map(LedgerBooks::stage).toList());
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
      case UNKNOWN -> "unknown stage";
    };
  }

  @Override
  public boolean isKept() {
    return true;
  }

  @Override
  public List<Entry> at(Kind kind, long timeNanos) {
    return names.all(factKind(kind), timeNanos).stream().map(LedgerBooks::entry).toList();
  }

  @Override
  public List<Entry> history(Kind kind, String key) {
    return names.history(factKind(kind), key).stream().map(LedgerBooks::entry).toList();
  }

  private static FactKind factKind(Kind kind) {
    return switch (kind) {
      case IDENTITY -> FactKind.IDENTITY;
      case ADDRESS -> FactKind.ADDRESS;
      case POLICY -> FactKind.POLICY;
      case ENDPOINT -> FactKind.ENDPOINT;
    };
  }

  private static Entry entry(Fact fact) {
    return new Entry(
        fact.key(), fact.value(), fact.fromNanos(), fact.isOpen() ? null : fact.toNanos());
  }

  private static String time(long nanos) {
    return Instant.ofEpochSecond(0, nanos).toString();
  }
}
