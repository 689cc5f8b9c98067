package io.sextant;

import static org.assertj.core.api.Assertions.assertThat;

import io.sextant.flow.LostEvents;
import io.sextant.flow.Node;
import io.sextant.history.NodeSpan;
import io.sextant.history.ledger.FactKind;
import io.sextant.history.ledger.LossLedger;
import io.sextant.history.ledger.LossStage;
import io.sextant.history.ledger.NamesLog;
import io.sextant.history.ledger.StageCounts;
import io.sextant.serve.http.LossBook;
import io.sextant.serve.http.LossBook.NodeCover;
import io.sextant.serve.http.LossBook.Span;
import io.sextant.serve.http.LossBook.StageLosses;
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

  /** What is kept besides the ledger. */
  private record Flows(Map<String, NodeSpan> nodes, long readableFrom, long newestNanos)
      implements LedgerBooks.Kept {
    static final Flows NONE = new Flows(Map.of(), 0, 0);

    @Override
    public long newestNanos(long sinceNanos, long untilNanos) {
      return newestNanos >= sinceNanos && newestNanos <= untilNanos ? newestNanos : sinceNanos;
    }
  }

  @Test
  void report_tellsCoverLossesStagesAndRuns() throws IOException {
    try (LossLedger ledger = LossLedger.open(folder, "first", 10 * SECOND, 0)) {
      ledger.append(1, lost(LostEvents.Source.PERF_EVENT_RING_BUFFER, 3, 5));
      ledger.append(2, LossStage.HISTORY_STORE, unnamed(2));
      ledger.count(new StageCounts(20 * SECOND, "n", LossStage.DECODING, 10, 8, 1, 0));
      ledger.sync();
      LedgerBooks books =
          new LedgerBooks(
              ledger, new Flows(Map.of("quiet", new NodeSpan(12 * SECOND, 90 * SECOND)), 0, 0));

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

  /** The history's writer was overtaken: Hubble has one name for that and for a slow reader. */
  @Test
  void cover_countsWhatHistoryMissed_andNamesEachStageOfEachNode() throws IOException {
    try (LossLedger ledger = LossLedger.open(folder, "first", 10 * SECOND, 0)) {
      ledger.append(1, lost(LostEvents.Source.PERF_EVENT_RING_BUFFER, 0, 3));
      ledger.append(2, lost(LostEvents.Source.PERF_EVENT_RING_BUFFER, 1, 4));
      ledger.append(3, LossStage.HISTORY_WRITER, unnamed(4_858_504));
      LossBook.Cover cover =
          new LedgerBooks(
                  ledger,
                  new Flows(
                      Map.of(
                          "m", new NodeSpan(12 * SECOND, 90 * SECOND),
                          "n", new NodeSpan(13 * SECOND, 14 * SECOND),
                          "of yesterday", new NodeSpan(0, SECOND)),
                      0,
                      0))
              .cover(5 * SECOND, 60 * SECOND);
      assertThat(cover.nodes())
          .containsExactly(
              new NodeCover(
                  "m", "1970-01-01T00:00:12Z", "1970-01-01T00:00:59.999999999Z", 0, List.of()),
              new NodeCover(
                  "n",
                  "1970-01-01T00:00:13Z",
                  "1970-01-01T00:00:14Z",
                  4_858_511,
                  List.of(
                      new StageLosses("kernel ring", 7),
                      new StageLosses("history writer", 4_858_504))));
      assertThat(cover.notCoveredTotal()).isZero();
    }
  }

  /** The disk is full: flows 10 to 29 are not stored, the memory has those from some place on. */
  @Test
  void cover_countsWhatCouldNotBeStored_onceTheMemoryHasItNoMore() throws IOException {
    try (LossLedger ledger = LossLedger.open(folder, "first", 10 * SECOND, 0)) {
      for (int sequence = 10; sequence < 30; sequence++) {
        ledger.append(sequence, LossStage.HISTORY_STORE, unnamed(1));
        if (sequence == 19) {
          ledger.sync();
        }
      }
      assertThat(stages(ledger, 10)).isEmpty();
      assertThat(stages(ledger, 15)).containsExactly(new StageLosses("history store", 5));
      assertThat(stages(ledger, 25)).containsExactly(new StageLosses("history store", 15));
      assertThat(stages(ledger, 1_000)).containsExactly(new StageLosses("history store", 20));
      assertThat(new LedgerBooks(ledger, Flows.NONE).losses(0, 60 * SECOND).lost())
          .as("of the stage, on the disk")
          .isEqualTo(10);
    }
  }

  private static List<StageLosses> stages(LossLedger ledger, long readableFrom) {
    return new LedgerBooks(ledger, new Flows(Map.of(), readableFrom, 0))
        .cover(0, 60 * SECOND).nodes().stream().flatMap(node -> node.stages().stream()).toList();
  }

  /** A run is killed; its last counts are of 20 s, its last flow of 24 s; 30 s the next begins. */
  @Test
  void cover_tellsWhenNobodyLooked() throws IOException {
    runThatIsKilled("first", 10);
    try (LossLedger ledger = LossLedger.open(folder, "second", 30 * SECOND, 0)) {
      Flows flows = new Flows(Map.of(), 0, 24 * SECOND);
      LedgerBooks books = new LedgerBooks(ledger, flows);
      Span hole = new Span("1970-01-01T00:00:24Z", "1970-01-01T00:00:30Z");
      assertThat(books.cover(Long.MIN_VALUE, Long.MAX_VALUE).notCovered()).containsExactly(hole);
      assertThat(books.cover(26 * SECOND, 28 * SECOND + 1).notCovered())
          .containsExactly(new Span("1970-01-01T00:00:26Z", "1970-01-01T00:00:28Z"));
      LossBook.Cover before = books.cover(10 * SECOND, 23 * SECOND);
      assertThat(before.notCovered()).isEmpty();
      assertThat(before.notCoveredTotal()).isZero();
      assertThat(books.cover(31 * SECOND, 99 * SECOND).notCovered()).isEmpty();
    }
  }

  @Test
  void cover_tellsTheNewestOfManyHoles() throws IOException {
    for (int i = 0; i < 30; i++) {
      runThatIsKilled("run " + i, 100L * i);
    }
    try (LossLedger ledger = LossLedger.open(folder, "last", 3_000 * SECOND, 0)) {
      LossBook.Cover cover =
          new LedgerBooks(ledger, Flows.NONE).cover(Long.MIN_VALUE, Long.MAX_VALUE);
      assertThat(cover.notCoveredTotal()).isEqualTo(30);
      assertThat(cover.notCovered())
          .hasSize(20)
          .endsWith(new Span("1970-01-01T00:48:30Z", "1970-01-01T00:50:00Z"))
          .isSortedAccordingTo((a, b) -> a.since().compareTo(b.since()));
    }
  }

  /** It counts once, ten seconds after it began. */
  private void runThatIsKilled(String run, long startSeconds) throws IOException {
    try (LossLedger ledger = LossLedger.open(folder, run, startSeconds * SECOND, 0)) {
      ledger.count(
          new StageCounts((startSeconds + 10) * SECOND, "n", LossStage.DECODING, 1, 1, 0, 0));
      ledger.sync();
    }
  }

  @Test
  void names_areThoseOfTheLog() throws IOException {
    try (NamesLog names = NamesLog.open(folder)) {
      names.put(FactKind.ADDRESS, "10.0.0.0/8", "{}", 5);
      names.remove(FactKind.ADDRESS, "10.0.0.0/8", 9);
      NamesBook book = new NamesBook(names);
      assertThat(book.at(NameBook.Kind.ADDRESS, 8))
          .containsExactly(new NameBook.Entry("10.0.0.0/8", "{}", 5, 9L));
      assertThat(book.at(NameBook.Kind.ADDRESS, 9)).isEmpty();
      assertThat(book.history(NameBook.Kind.ADDRESS, "10.0.0.0/8")).hasSize(1);
      for (NameBook.Kind kind : NameBook.Kind.values()) {
        assertThat(book.at(kind, 100)).isEmpty();
      }
    }
  }

  private static LostEvents unnamed(long count) {
    return lost(LostEvents.Source.UNKNOWN_LOST_EVENT_SOURCE, LostEvents.NO_CPU, count);
  }

  private static LostEvents lost(LostEvents.Source source, int cpu, long count) {
    return new LostEvents(15 * SECOND, Node.named("n"), source, count, cpu, 0, 0);
  }
}
