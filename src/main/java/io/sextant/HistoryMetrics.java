package io.sextant;

import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.sextant.history.HistoryStatus;
import io.sextant.history.LuceneStore;
import io.sextant.history.NotStored;
import io.sextant.metrics.Metric;
import io.sextant.store.EventStore;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Exposes how history is, read when asked for; nothing for a store that keeps none. */
final class HistoryMetrics {
  private static final double NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final double DAY_SECONDS = TimeUnit.DAYS.toSeconds(1);
  private static final List<String> STATES = List.of("storing", "full", "stopped");

  /** All series of one scrape are of one look at the folder, which costs some calls. */
  private static final long FRESH_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private final PrometheusRegistry registry;
  private final Supplier<HistoryStatus> history;
  private @Nullable HistoryStatus known;
  private long knownNanos;

  private HistoryMetrics(PrometheusRegistry registry, Supplier<HistoryStatus> history) {
    this.registry = registry;
    this.history = history;
  }

  static void expose(PrometheusRegistry registry, EventStore store) {
    if (store instanceof LuceneStore stored) {
      expose(registry, stored::history);
    }
  }

  static void expose(PrometheusRegistry registry, Supplier<HistoryStatus> history) {
    HistoryMetrics metrics = new HistoryMetrics(registry, history);
    metrics.contents();
    metrics.room();
    metrics.state();
    metrics.counters();
  }

  private synchronized HistoryStatus now() {
    long now = System.nanoTime();
    HistoryStatus status = known;
    if (status == null || now - knownNanos >= FRESH_NANOS) {
      status = history.get();
      known = status;
      knownNanos = now;
    }
    return status;
  }

  private void contents() {
    gauge("partitions", "Partitions of history that are served", s -> (double) s.partitions());
    gauge("flows", "Flows in the blocks of history", s -> (double) s.flows());
    gauge("bytes", "Bytes of history on the disk", s -> (double) s.bytes());
    gauge(
        "oldest_timestamp_seconds",
        "Time of the oldest flow in history",
        s -> s.oldestNanos().isEmpty() ? null : s.oldestNanos().getAsLong() / NANOS);
    gauge(
        "acknowledged_lag",
        "Sequence numbers that were given and are not durable yet",
        s -> (double) s.lag());
    gauge(
        "set_aside_partitions",
        "Partitions of history that could not be read",
        s -> (double) s.setAside());
  }

  private void room() {
    gauge(
        "free_bytes",
        "Bytes that history may still write on its disk",
        s -> s.usableBytes() < 0 ? null : (double) s.usableBytes());
    gauge(
        "until_full_seconds",
        "Time until the disk of history is full, at the growth of the last hour",
        s -> s.daysUntilFull().isEmpty() ? null : s.daysUntilFull().getAsDouble() * DAY_SECONDS);
  }

  private void state() {
    GaugeWithCallback.builder()
        .name("sextant_history_state")
        .help("Whether flows are stored: 1 for the state that holds")
        .labelNames("state")
        .callback(series -> {
          String now = HistoryReports.word(now().state());
          STATES.forEach(state -> series.call(state.equals(now) ? 1 : 0, state));
        })
        .register(registry);
  }

  private void counters() {
    Metric.HISTORY_NOT_STORED.observe(
        registry,
        series -> {
          HistoryStatus status = now();
          for (NotStored.Reason reason : NotStored.Reason.values()) {
            series.call((double) status.notStored(reason), HistoryReports.word(reason));
          }
        });
    Metric.HISTORY_DROPPED_PARTITIONS.observe(
        registry, series -> series.call((double) now().dropped()));
  }

  private void gauge(String name, String help, Function<HistoryStatus, @Nullable Double> value) {
    GaugeWithCallback.builder()
        .name("sextant_history_" + name)
        .help(help)
        .callback(series -> {
          Double known = value.apply(now());
          if (known != null) {
            series.call(known);
          }
        })
        .register(registry);
  }
}
