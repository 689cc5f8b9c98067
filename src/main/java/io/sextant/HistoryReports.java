package io.sextant;

import io.sextant.history.HistoryState;
import io.sextant.history.HistoryStatus;
import io.sextant.history.LuceneStore;
import io.sextant.history.NotStored;
import io.sextant.serve.http.HistoryReport;
import io.sextant.store.EventStore;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What history says of itself, in the words of metrics, REST and gRPC. */
final class HistoryReports {
  /** Reports travel in a header, which clients bound. */
  private static final int LONGEST_MESSAGE = 500;

  private HistoryReports() {}

  /** How the history of a store is whenever it is asked; null for one that keeps none. */
  static Supplier<@Nullable HistoryReport> of(EventStore store) {
    return store instanceof LuceneStore stored ? () -> report(stored.history()) : () -> null;
  }

  static HistoryReport report(HistoryStatus status) {
    Map<String, Long> notStored = new TreeMap<>();
    for (NotStored.Reason reason : NotStored.Reason.values()) {
      notStored.put(word(reason), status.notStored(reason));
    }
    return new HistoryReport(
        word(status.state()),
        message(status.state()),
        status.partitions(),
        status.flows(),
        status.bytes(),
        Math.round(status.bytesPerFlow() * 10) / 10.0,
        time(status.oldestNanos()),
        status.lag(),
        days(status.daysUntilFull()),
        status.usableBytes() < 0 ? null : status.usableBytes(),
        notStored,
        status.setAside(),
        status.dropped());
  }

  /** As {@code disk_full}. */
  static String word(NotStored.Reason reason) {
    return reason.name().toLowerCase(Locale.ROOT);
  }

  /** {@code storing}, {@code full} or {@code stopped}. */
  static String word(HistoryState state) {
    return switch (state) {
      case HistoryState.Storing _ -> "storing";
      case HistoryState.Full _ -> "full";
      case HistoryState.Stopped _ -> "stopped";
    };
  }

  private static String message(HistoryState state) {
    String text =
        switch (state) {
          case HistoryState.Storing _ -> "";
          case HistoryState.Full full -> full.message();
          case HistoryState.Stopped stopped -> stopped.message();
        };
    return text.length() <= LONGEST_MESSAGE ? text : text.substring(0, LONGEST_MESSAGE) + " ...";
  }

  private static @Nullable String time(OptionalLong nanos) {
    return nanos.isEmpty() ? null : Instant.ofEpochSecond(0, nanos.getAsLong()).toString();
  }

  /** A tenth of a day is hours, which is too coarse for a disk that is nearly full. */
  private static @Nullable Double days(OptionalDouble days) {
    if (days.isEmpty()) {
      return null;
    }
    double parts = days.getAsDouble() < 0.1 ? 1_000 : 10;
    return Math.round(days.getAsDouble() * parts) / parts;
  }
}
