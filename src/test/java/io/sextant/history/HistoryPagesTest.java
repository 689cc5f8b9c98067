package io.sextant.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.sextant.filter.Verdicts;
import io.sextant.flow.Event;
import io.sextant.flow.Flow;
import io.sextant.flow.LostEvents;
import io.sextant.flow.Node;
import io.sextant.store.Answer;
import io.sextant.store.Query;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Pages backwards from memory into the blocks on disk. The memory has gone round, and the place
 * where it begins lies in the middle of a block, with a loss in the part that both have.
 */
class HistoryPagesTest {
  private static final int FLOWS = 6_000;
  private static final int MEMORY = 2_047;

  private static final int MEMORY_BEGINS = FLOWS - MEMORY;
  private static final int LOSS = 4_500;
  private static final Node NODE = Node.named("node-1");

  @TempDir Path folder;
  private LuceneStore store;

  @BeforeEach
  void tell() throws IOException {
    store =
        LuceneStore.open(
            TestHistories.settings(folder, 1, 1_000_000), MEMORY, NODE, InstantSource.system());
    for (long sequence = 0; sequence < FLOWS; sequence++) {
      store.append(sequence == LOSS ? loss() : NumberedFlows.flow(sequence));
      if (sequence % 100 == 0) {
        settle();
      }
    }
    settle();
    while (store.sealed() < MEMORY_BEGINS) {
      LockSupport.parkNanos(100_000);
    }
  }

  @AfterEach
  void close() {
    store.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {7, 100, 300, 900, 2_000})
  void pagesBackwards_haveEveryEventOnce(int size) {
    List<Long> all = new ArrayList<>();
    long before = Long.MAX_VALUE;
    boolean more = true;
    while (more) {
      List<Long> page = new ArrayList<>();
      long oldest = -1;
      try (Answer answer = store.query(Query.last(size, Verdicts.ANY).before(before))) {
        for (Event event = answer.next(); event != null; event = answer.next()) {
          assertThat(event instanceof LostEvents).isEqualTo(answer.sequence() == LOSS);
          oldest = oldest < 0 && event instanceof Flow ? answer.sequence() : oldest;
          page.add(answer.sequence());
        }
      }
      all.addAll(0, page);
      before = oldest;
      more = oldest > 0;
    }
    assertThat(all).isEqualTo(LongStream.range(0, FLOWS).boxed().toList());
  }

  private void settle() {
    store.wake();
    while (!store.isCaughtUp()) {
      LockSupport.parkNanos(100_000);
    }
  }

  private static LostEvents loss() {
    return new LostEvents(
        NumberedFlows.time(LOSS), NODE, LostEvents.Source.PERF_EVENT_RING_BUFFER, 3, 0, 0, 0);
  }
}
