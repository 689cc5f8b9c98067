package io.sextant.serve.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sextant.flow.Node;
import io.sextant.flow.TestFlows;
import io.sextant.history.HistorySettings;
import io.sextant.history.LuceneStore;
import io.sextant.history.PartitionLimits;
import io.sextant.store.EventStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The same over a disk behind a small memory: no page tells where its flows are kept. */
class StoredFlowReadingTest extends FlowReadingTest {
  private static final int SMALL_MEMORY = 511;
  private static final Duration MILLI = Duration.ofMillis(1);

  @TempDir Path folder;

  @BeforeEach
  void open() throws IOException {
    store.close();
    store = LuceneStore.open(settings(), SMALL_MEMORY, Node.named("test"), InstantSource.system());
  }

  private HistorySettings settings() {
    HistorySettings usual = HistorySettings.in(folder);
    PartitionLimits limits = usual.limits();
    return new HistorySettings(
        folder,
        Duration.ofDays(36_500),
        usual.maxBytes(),
        Duration.ofDays(36_500),
        1,
        new PartitionLimits(
            limits.span(),
            limits.leastBytes(),
            limits.longestSpan(),
            2_000,
            limits.dictionaryEntries(),
            limits.bytes()),
        new HistorySettings.Pace(MILLI, MILLI, Duration.ofSeconds(1), MILLI),
        usual.whenFull(),
        1 << 20);
  }

  @Override
  void fill(int count) {
    for (int i = 0; i < count; i++) {
      store.append(i % 100 == 7 ? TestFlows.drop() : TestFlows.request());
      if (i % 200 == 0) {
        awaitInBlocks();
      }
    }
    awaitInBlocks();
  }

  private void awaitInBlocks() {
    store.wake();
    while (((LuceneStore) store).history().sealedSequence() < store.appended() - 1) {
      LockSupport.parkNanos(100_000);
    }
  }

  @Override
  EventStore slow() {
    return store;
  }

  /** The disk finds the newest of so few in one step, whatever the clock says. */
  @Override
  @ParameterizedTest
  @CsvSource({"OLDEST, 3"})
  void timeThatIsOver_cutsOff_andTheCursorGoesOn(Order order, int millis) {
    super.timeThatIsOver_cutsOff_andTheCursorGoesOn(order, millis);
  }

  @Override
  long overwritten(long appended) {
    return 0;
  }

  /** What was told is not told again, and nothing is left out, whoever answers the next page. */
  @Test
  void pages_goOnInTheNextRun() throws IOException {
    fill(1_000);
    for (Order order : List.of(Order.NEWEST, Order.OLDEST)) {
      FlowQuestion question = question(order, 300, Optional.empty());
      List<Long> seen = new ArrayList<>();
      for (Cursor next = read(store, question, seen).next(); next != null; ) {
        store.close();
        open();
        question = after(question, next);
        next = read(store, question, seen).next();
      }
      assertThat(seen).isEqualTo(expected(order, 0, 1_000));
    }
  }

  @Test
  void cursorOfAStoreThatNobodyKnows_isRefused() {
    fill(10);
    Cursor strange = new Cursor("strange", Order.NEWEST, TimeRange.ALL, 5);
    assertThatThrownBy(() -> Cursor.parse(strange.text(), store))
        .isInstanceOf(BadParameter.class)
        .hasMessageContaining("begin anew without it");
  }
}
