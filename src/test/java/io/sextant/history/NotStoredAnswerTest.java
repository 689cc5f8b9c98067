package io.sextant.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.sextant.flow.Event;
import io.sextant.flow.Flow;
import io.sextant.flow.LostEvents;
import io.sextant.flow.TestFlows;
import io.sextant.history.ledger.LossStage;
import io.sextant.store.Answer;
import io.sextant.store.MemoryRing;
import io.sextant.store.Query;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Flows 0 to 99 are stored, then the disk is full; the memory has the newest of 1,000.
 *
 * <pre>
 *   stored  | 0 ── 99 |      not stored      | memory: the newest 127 |
 * </pre>
 */
class NotStoredAnswerTest {
  private static final int STORED = 100;
  private static final int CAPACITY = 127;
  private static final int FLOWS = 1_000;
  private static final int LOST = FLOWS - CAPACITY - STORED;

  @TempDir Path folder;

  private final MemoryRing ring =
      new MemoryRing(CAPACITY, TestFlows.NODE, Clock.systemUTC(), STORED);
  private History history;

  @BeforeEach
  void fill() throws IOException {
    history = History.open(TestHistories.settings(folder, 1, 10_000), Clock.systemUTC());
    NumberedFlows.append(history, 0, STORED);
    history.writer().flush();
    for (long sequence = STORED; sequence < FLOWS; sequence++) {
      ring.append(NumberedFlows.flow(sequence));
    }
  }

  @AfterEach
  void close() throws IOException {
    history.close();
  }

  @Test
  void whatTheLedgerHas_isToldInItsPlace_andIsNotTheReaders() {
    Read read = read(List.of(notStored(STORED, LOST)));
    assertThat(read.sequences())
        .isEqualTo(
            LongStream.concat(
                    LongStream.range(0, STORED), LongStream.range(FLOWS - CAPACITY, FLOWS))
                .boxed()
                .toList());
    assertThat(read.told()).isEqualTo(LOST);
    assertThat(read.own()).isZero();
  }

  @Test
  void whatNobodyCounted_isTheReadersOwnLoss() {
    Read read = read(List.of(notStored(STORED, LOST - 13)));
    assertThat(read.told()).isEqualTo(LOST - 13);
    assertThat(read.own()).isEqualTo(13);
  }

  private record Read(List<Long> sequences, long told, long own) {}

  private Read read(List<StoredFlows.Loss> losses) {
    List<Long> sequences = new ArrayList<>();
    long told = 0;
    long own = 0;
    Query all = Query.all(Flow.class::isInstance);
    try (Answer answer = new HistoryAnswer(ring, new Stored(history, losses), all)) {
      for (Event event = answer.next(); event != null; event = answer.next()) {
        if (event instanceof LostEvents loss) {
          told += answer.isOwnLoss() ? 0 : loss.count();
          own += answer.isOwnLoss() ? loss.count() : 0;
        } else {
          sequences.add(answer.sequence());
        }
      }
    }
    return new Read(sequences, told, own);
  }

  private static StoredFlows.Loss notStored(long sequence, long count) {
    return new StoredFlows.Loss(
        sequence,
        new LostEvents(
            NumberedFlows.time(sequence),
            TestFlows.NODE,
            LossStage.HISTORY_STORE.source(),
            count,
            LostEvents.NO_CPU,
            0,
            0),
        count);
  }

  private record Stored(History history, List<Loss> all) implements StoredFlows {
    @Override
    public long sealed() {
      return history.nextSequence();
    }

    @Override
    public HistoryReader snapshot() {
      return history.snapshot();
    }

    @Override
    public List<Loss> losses(long from, long to) {
      return all.stream().filter(loss -> loss.sequence() >= from && loss.sequence() < to).toList();
    }
  }
}
