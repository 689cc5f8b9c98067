package io.sextant.serve.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sextant.flow.Flow;
import io.sextant.flow.Node;
import io.sextant.flow.TestFlows;
import io.sextant.flow.Verdict;
import io.sextant.store.EventStore;
import io.sextant.store.MemoryRing;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FlowReadingTest {
  private static final int FLOWS = 5_000;

  static final int MEMORY = 8_191;

  private final AtomicLong millis = new AtomicLong();
  EventStore store = new MemoryRing(MEMORY, Node.named("test"), InstantSource.system());

  @AfterEach
  void close() {
    store.close();
  }

  void fill(int count) {
    for (int i = 0; i < count; i++) {
      store.append(i % 100 == 7 ? TestFlows.drop() : TestFlows.request());
    }
  }

  /** One that looks for long before it finds something. */
  EventStore slow() {
    return new FrontStore.Searching((MemoryRing) store);
  }

  /** How many of the flows that were there are not any more. */
  long overwritten(long appended) {
    return Math.max(0, appended - MEMORY);
  }

  static FlowQuestion question(Order order, long limit, Optional<Duration> timeout) {
    return new FlowQuestion(
        Flow.class::isInstance, TimeRange.ALL, order, OptionalLong.empty(), limit, timeout);
  }

  FlowQuestion after(FlowQuestion question, Cursor cursor) {
    Cursor read = Cursor.parse(cursor.text(), store);
    return new FlowQuestion(
        question.wanted(),
        read.range(),
        read.order(),
        OptionalLong.of(read.sequence()),
        question.limit(),
        question.timeout());
  }

  private static FlowQuestion drops(FlowQuestion of) {
    return new FlowQuestion(
        event -> event instanceof Flow flow && flow.verdict() == Verdict.DROPPED,
        of.range(),
        of.order(),
        of.start(),
        of.limit(),
        of.timeout());
  }

  /** A clock on which each look takes a millisecond. */
  FlowReading.End read(EventStore store, FlowQuestion question, List<Long> into) {
    return new FlowReading(
            store,
            question,
            (sequence, _) -> into.add(sequence),
            () -> millis.getAndIncrement() * 1_000_000,
            () -> false)
        .read();
  }

  /** Page after page; gives how many there were. */
  private int readAll(EventStore store, FlowQuestion question, List<Long> into) {
    FlowQuestion now = question;
    for (int pages = 1; ; pages++) {
      Cursor next = read(store, now, into).next();
      if (next == null) {
        return pages;
      }
      now = after(now, next);
    }
  }

  static List<Long> expected(Order order, long from, long to) {
    List<Long> all = LongStream.range(from, to).boxed().toList();
    return order == Order.NEWEST ? all.reversed() : all;
  }

  @ParameterizedTest
  @CsvSource({"NEWEST", "OLDEST"})
  void anyNumber_isReadInOneGo(Order order) {
    fill(FLOWS);
    List<Long> seen = new ArrayList<>();
    FlowReading.End end = read(store, question(order, Long.MAX_VALUE, Optional.empty()), seen);
    assertThat(seen).isEqualTo(expected(order, 0, FLOWS));
    assertThat(end).isEqualTo(new FlowReading.End(FLOWS, null, false, 0));
  }

  @ParameterizedTest
  @ValueSource(ints = {1_999, 2_000, 2_001, 2_500, 4_999, 5_000, 5_001})
  void pages_areTheWholeInPieces(int limit) {
    fill(FLOWS);
    for (Order order : List.of(Order.NEWEST, Order.OLDEST)) {
      List<Long> seen = new ArrayList<>();
      int pages = readAll(store, question(order, limit, Optional.empty()), seen);
      assertThat(seen).isEqualTo(expected(order, 0, FLOWS));
      assertThat(pages).isEqualTo((FLOWS + limit - 1) / limit);
    }
  }

  @Test
  void newestPages_standStillWhileFlowsCome() {
    fill(300);
    FlowQuestion question = question(Order.NEWEST, 100, Optional.empty());
    List<Long> seen = new ArrayList<>();
    for (int page = 0; page < 3; page++) {
      Cursor next = read(store, question, seen).next();
      fill(50);
      assertThat(next == null).isEqualTo(page == 2);
      question = next == null ? question : after(question, next);
    }
    assertThat(seen).isEqualTo(expected(Order.NEWEST, 0, 300));
  }

  @Test
  void last_givesTheNewest_theOldestOfThemFirst_andNoPageMore() {
    fill(300);
    List<Long> seen = new ArrayList<>();
    FlowReading.End end = read(store, question(Order.LAST, 100, Optional.empty()), seen);
    assertThat(seen).isEqualTo(expected(Order.OLDEST, 200, 300));
    assertThat(end.next()).isNull();
  }

  @ParameterizedTest
  @CsvSource({"NEWEST, 37", "OLDEST, 3"})
  void timeThatIsOver_cutsOff_andTheCursorGoesOn(Order order, int millis) {
    fill(1_000);
    EventStore slow = slow();
    FlowQuestion question = drops(question(order, 10_000, Optional.of(Duration.ofMillis(millis))));
    List<Long> first = new ArrayList<>();
    FlowReading.End end = read(slow, question, first);
    assertThat(end.cutOff()).isTrue();
    assertThat(first).hasSizeLessThan(10);

    List<Long> seen = new ArrayList<>();
    int pages = readAll(slow, question, seen);
    List<Long> drops = LongStream.range(0, 10).map(i -> 100 * i + 7).boxed().toList();
    assertThat(seen).isEqualTo(order == Order.NEWEST ? drops.reversed() : drops);
    assertThat(pages).isGreaterThan(1);
  }

  @Test
  void overtakenReader_saysWhatItMissed() {
    fill(MEMORY);
    List<Long> seen = new ArrayList<>();
    FlowReading.Rows disturbed =
        (sequence, _) -> {
          if (seen.isEmpty()) {
            fill(4_000);
          }
          seen.add(sequence);
        };
    for (Order order : List.of(Order.OLDEST, Order.NEWEST)) {
      seen.clear();
      long there = store.appended() - overwritten(store.appended());
      FlowReading.End end =
          new FlowReading(
                  store,
                  question(order, Long.MAX_VALUE, Optional.empty()),
                  disturbed,
                  System::nanoTime,
                  () -> false)
              .read();
      assertThat(end.missed() > 0).isEqualTo(overwritten(store.appended()) > 0);
      assertThat(end.rows() + end.missed()).isGreaterThanOrEqualTo(there);
      assertThat(seen).doesNotHaveDuplicates();
    }
  }

  @Test
  void clientThatIsGone_endsTheReading() {
    fill(100);
    List<Long> seen = new ArrayList<>();
    FlowReading reading =
        new FlowReading(
            store,
            question(Order.OLDEST, Long.MAX_VALUE, Optional.empty()),
            (sequence, _) -> seen.add(sequence),
            System::nanoTime,
            () -> seen.size() == 3);
    assertThatThrownBy(reading::read).isInstanceOf(CancellationException.class);
    assertThat(seen).hasSize(3);
  }
}
