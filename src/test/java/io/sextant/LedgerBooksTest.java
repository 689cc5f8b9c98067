package io.sextant;

import static org.assertj.core.api.Assertions.assertThat;

import io.sextant.LedgerBooks.Covered;
import io.sextant.flow.LostEvents;
import io.sextant.flow.Node;
import io.sextant.history.ledger.FactKind;
import io.sextant.history.ledger.LossLedger;
import io.sextant.history.ledger.LossStage;
import io.sextant.history.ledger.NamesLog;
import io.sextant.history.ledger.StageCounts;
import io.sextant.serve.http.LossBook;
import io.sextant.serve.http.NameBook;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerBooksTest {
  private static final long SECOND = 1_000_000_000L;

  @TempDir Path folder;

  @Test
  void report_tellsCoverLossesStagesAndRuns() throws IOException {
    try (LossLedger ledger = LossLedger.open(folder, "first", 10 * SECOND, 0);
        NamesLog names = NamesLog.open(folder)) {
      ledger.append(1, lost(LostEvents.Source.PERF_EVENT_RING_BUFFER, 3, 5));
      ledger.append(
          2,
          LossStage.HISTORY_STORE,
          lost(LostEvents.Source.UNKNOWN_LOST_EVENT_SOURCE, LostEvents.NO_CPU, 2));
      ledger.count(new StageCounts(20 * SECOND, "n", LossStage.DECODING, 10, 8, 1, 0));
      ledger.sync();
      LedgerBooks books =
          new LedgerBooks(
              ledger, names, () -> Map.of("quiet", new Covered(12 * SECOND, 90 * SECOND)));

      LossBook.Report report = books.losses(0, 60 * SECOND);
      assertThat(report.lost()).isEqualTo(7);
      assertThat(report.nodes()).hasSize(2);
      LossBook.NodeLosses node = report.nodes().getFirst();
      assertThat(node.node()).isEqualTo("n");
      assertThat(node.since()).isNull();
      assertThat(node.losses())
          .containsExactly(
              new LossBook.PlaceLosses(
                  "kernel ring", 3, 5, "1970-01-01T00:00:15Z", "1970-01-01T00:00:15Z"),
              new LossBook.PlaceLosses(
                  "history store", null, 2, "1970-01-01T00:00:15Z", "1970-01-01T00:00:15Z"));
      assertThat(node.stages())
          .containsExactly(
              new LossBook.StageBalance(
                  "decoding",
                  null,
                  "1970-01-01T00:00:10Z",
                  "1970-01-01T00:00:20Z",
                  10,
                  8,
                  1,
                  0,
                  1,
                  false));
      assertThat(report.nodes().getLast())
          .isEqualTo(
              new LossBook.NodeLosses(
                  "quiet",
                  "1970-01-01T00:00:12Z",
                  "1970-01-01T00:00:59.999999999Z",
                  0,
                  List.of(),
                  List.of()));
      assertThat(report.runs()).extracting(LossBook.RunTimes::end).containsExactly("running");
      assertThat(books.losses(91 * SECOND, 92 * SECOND).nodes().getFirst().since()).isNull();
    }
  }

  @Test
  void names_areThoseOfTheLog() throws IOException {
    try (LossLedger ledger = LossLedger.open(folder, "first", 0, 0);
        NamesLog names = NamesLog.open(folder)) {
      names.put(FactKind.ADDRESS, "10.0.0.0/8", "{}", 5);
      names.remove(FactKind.ADDRESS, "10.0.0.0/8", 9);
      LedgerBooks books = new LedgerBooks(ledger, names, Map::of);
      assertThat(books.at(NameBook.Kind.ADDRESS, 8))
          .containsExactly(new NameBook.Entry("10.0.0.0/8", "{}", 5, 9L));
      assertThat(books.at(NameBook.Kind.ADDRESS, 9)).isEmpty();
      assertThat(books.history(NameBook.Kind.ADDRESS, "10.0.0.0/8")).hasSize(1);
      for (NameBook.Kind kind : NameBook.Kind.values()) {
        assertThat(books.at(kind, 100)).isEmpty();
      }
    }
  }

  private static LostEvents lost(LostEvents.Source source, int cpu, long count) {
    return new LostEvents(15 * SECOND, Node.named("n"), source, count, cpu, 0, 0);
  }
}
