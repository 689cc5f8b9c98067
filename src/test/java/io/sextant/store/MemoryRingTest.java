package io.sextant.store;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sextant.flow.DebugEvent;
import io.sextant.flow.Event;
import io.sextant.flow.Flow;
import io.sextant.flow.LostEvents;
import io.sextant.flow.Node;
import io.sextant.flow.Reply;
import io.sextant.flow.TcpFlags;
import io.sextant.flow.TestFlows;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryRingTest {
  private static final Node NODE = Node.named("n1");
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final long NOW_NANOS = Nanos.of(NOW);
  private static final Predicate<Event> FLOWS = Flow.class::isInstance;

  private final MemoryRing ring = new MemoryRing(7, NODE, InstantSource.fixed(NOW));

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 3", "3, 3", "4, 7", "65535, 65535", "65536, 131071"})
  void capacity_roundsUp(int asked, int kept) {
    assertThat(new MemoryRing(asked, NODE, InstantSource.fixed(NOW)).capacity()).isEqualTo(kept);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, Integer.MAX_VALUE})
  void capacity_refusesNonsense(int asked) {
    assertThatThrownBy(() -> new MemoryRing(asked, NODE, InstantSource.fixed(NOW)))
        .hasMessageContaining("capacity " + asked);
  }

  @Test
  void newest_isReadableAtOnce() {
    ring.append(flow(1));
    assertThat(numbers(Query.all(FLOWS))).containsExactly(1);
  }

  @Test
  void full_keepsTheNewest() {
    appendFlows(1, 20);
    assertThat(numbers(Query.all(FLOWS))).containsExactly(14, 15, 16, 17, 18, 19, 20);
  }

  @Test
  void last_countsOnlyWhatIsWanted() {
    appendFlows(1, 3);
    ring.append(debug());
    ring.append(debug());
    assertThat(numbers(Query.last(2, FLOWS))).containsExactly(2, 3);
    assertThat(numbers(Query.last(9, FLOWS))).containsExactly(1, 2, 3);
    assertThat(numbers(Query.last(1, MemoryRingTest::isOdd))).containsExactly(3);
  }

  @Test
  void lastBefore_countsBackFromThere() {
    appendFlows(1, 6);
    assertThat(numbers(Query.last(2, FLOWS).before(4))).containsExactly(3, 4);
  }

  @Test
  void from_goesOnWhereAReaderStopped() {
    appendFlows(1, 5);
    long stopped;
    try (Answer answer = ring.query(Query.last(2, FLOWS))) {
      answer.next();
      stopped = answer.sequence();
    }
    assertThat(stopped).isEqualTo(3);
    assertThat(numbers(stopping(Long.MIN_VALUE, Long.MAX_VALUE, new Query.Past.From(stopped + 1))))
        .containsExactly(5);
  }

  @Test
  void from_whatIsGone_saysHowMuchWasMissed() {
    appendFlows(1, 10);
    Query query = stopping(Long.MIN_VALUE, Long.MAX_VALUE, new Query.Past.From(1));
    List<Long> missed = new ArrayList<>();
    List<Long> read = new ArrayList<>();
    try (Answer answer = ring.query(query)) {
      for (Event event = answer.next(); event != null; event = answer.next()) {
        if (event instanceof LostEvents lost) {
          missed.add(lost.count());
        } else {
          read.add(answer.sequence());
        }
      }
    }
    assertThat(missed).containsExactly(2L);
    assertThat(read).containsExactly(3L, 4L, 5L, 6L, 7L, 8L, 9L);
  }

  @Test
  void from_theFuture_waitsAtTheEnd() {
    appendFlows(1, 3);
    assertThat(numbers(stopping(Long.MIN_VALUE, Long.MAX_VALUE, new Query.Past.From(99))))
        .isEmpty();
  }

  @Test
  void first_givesTheOldest() {
    appendFlows(1, 20);
    assertThat(numbers(stopping(Long.MIN_VALUE, Long.MAX_VALUE, new Query.Past.First(2))))
        .containsExactly(14, 15);
  }

  @Test
  void since_limitsAllFirstAndLast() {
    appendFlows(1, 6);
    assertThat(numbers(stopping(time(3), time(5), new Query.Past.All()))).containsExactly(3, 4, 5);
    assertThat(numbers(stopping(time(3), time(5), new Query.Past.First(2)))).containsExactly(3, 4);
    assertThat(numbers(stopping(time(3), time(5), new Query.Past.Last(2)))).containsExactly(4, 5);
  }

  @Test
  void since_findsWhatStandsOutOfOrder() {
    ring.append(flow(1));
    ring.append(flow(5));
    ring.append(flow(4));
    ring.append(flow(6));
    assertThat(numbers(stopping(time(5), time(6), new Query.Past.All()))).containsExactly(5, 6);
  }

  @Test
  void losses_passUnfiltered() {
    LostEvents lost = lost();
    ring.append(flow(1));
    ring.append(lost);
    ring.append(flow(2));
    assertThat(drain(Query.all(MemoryRingTest::isOdd))).containsExactly(flowOf(1), lost);
  }

  @Test
  void overtakenReader_learnsExactlyWhatItMissed() {
    appendFlows(1, 3);
    try (Answer answer = ring.query(Query.follow(FLOWS))) {
      ring.append(flow(4));
      assertThat(number(next(answer))).isEqualTo(4);
      appendFlows(5, 30);
      assertThat(answer.next())
          .isEqualTo(
              new LostEvents(
                  NOW_NANOS,
                  NODE,
                  LostEvents.Source.HUBBLE_RING_BUFFER,
                  19,
                  LostEvents.NO_CPU,
                  NOW_NANOS,
                  NOW_NANOS));
      assertThat(answer.isOwnLoss()).isTrue();
      assertThat(number(next(answer))).isEqualTo(24);
      assertThat(answer.isOwnLoss()).isFalse();
    }
  }

  @Test
  void overtakenReader_isToldBeforeTheAnswerEnds() {
    MemoryRing wide = new MemoryRing(1023, NODE, InstantSource.fixed(NOW));
    append(wide, 1, 1000);
    try (Answer answer = wide.query(Query.all(FLOWS))) {
      assertThat(number(next(answer))).isEqualTo(1);
      append(wide, 1001, 4000);
      int received = 1;
      Event event = next(answer);
      while (event instanceof Flow) {
        received++;
        event = next(answer);
      }
      assertThat(((LostEvents) event).count()).isEqualTo(1000 - received);
      assertThat(answer.next()).isNull();
      assertThat(answer.ended()).isTrue();
    }
  }

  @Test
  void oldestThatVanishBeforeTheFirstRead_areNoLoss() {
    appendFlows(1, 10);
    try (Answer answer = ring.query(Query.all(FLOWS))) {
      ring.append(flow(11));
      assertThat(number(next(answer))).isEqualTo(5);
    }
  }

  @Test
  void follower_wakesForWhatComes() throws Exception {
    appendFlows(1, 3);
    Query query =
        new Query(FLOWS, Long.MIN_VALUE, Long.MAX_VALUE, new Query.Past.Last(1), Query.Then.FOLLOW);
    CompletableFuture<List<Integer>> seen = new CompletableFuture<>();
    CompletableFuture<Thread> reader = new CompletableFuture<>();
    Thread.startVirtualThread(() -> {
      reader.complete(Thread.currentThread());
      seen.complete(followed(query));
    });
    awaitParked(reader.get());
    ring.append(flow(4));
    ring.wake();
    awaitParked(reader.get());
    ring.close();
    assertThat(seen.get(10, TimeUnit.SECONDS)).containsExactly(3, 4);
  }

  @Test
  void follower_endsWhenItsTimeIsOver() {
    appendFlows(-10, -5);
    Query query =
        new Query(FLOWS, Long.MIN_VALUE, time(-8), new Query.Past.All(), Query.Then.FOLLOW);
    assertThat(followed(query)).containsExactly(-10, -9, -8);
  }

  @Test
  void bound_endsAPassThatNothingElseWouldEnd() {
    try (Answer answer = ring.query(Query.follow(_ -> false))) {
      appendFlows(1, 5);
      assertThat(answer.head()).isEqualTo(5);
      assertThat(answer.next(3)).isNull();
      assertThat(answer.position()).isEqualTo(3);
      assertThat(answer.backlogEnd()).isZero();
      appendFlows(6, 30);
      assertThat(((LostEvents) requireNonNull(answer.next(20))).count()).isEqualTo(18);
      assertThat(answer.next(20)).isNull();
      ring.close();
      assertThat(answer.next(30)).isNull();
      assertThat(answer.ended()).isTrue();
    }
  }

  @Test
  void rate_coversTheLastSecondsOnly() {
    MemoryRing wide = new MemoryRing(1000, NODE, InstantSource.fixed(NOW));
    for (int i = 600; i > 0; i--) {
      wide.append(new Flow.Builder().time(NOW_NANOS - i * 100_000_000L, 0).build());
      if (i > 100) {
        wide.append(new Flow.Builder().time(NOW_NANOS - i * 100_000_000L, 0).build());
      }
    }
    assertThat(wide.flowsPerSecond(Duration.ofSeconds(5))).isEqualTo(9.8);
  }

  @Test
  void status_countsFlowsAndTheirRate() {
    MemoryRing wide = new MemoryRing(1000, NODE, InstantSource.fixed(NOW));
    wide.append(debug());
    for (int i = 0; i < 120; i++) {
      wide.append(new Flow.Builder().time(NOW_NANOS - i, 0).build());
    }
    assertThat(wide.status()).isEqualTo(new RingStatus(1023, 121, 120, 2.0));
  }

  @Test
  void rate_dividesByTheAgeOfTheOldest_whenTheRingIsShorterThanAMinute() {
    for (int i = 20; i > 0; i--) {
      ring.append(new Flow.Builder().time(NOW_NANOS - i * 1_000_000_000L, 0).build());
    }
    assertThat(ring.status()).isEqualTo(new RingStatus(7, 7, 20, 1.0));
  }

  @Test
  void rateInTheStatus_isCountedOnceASecond_forAllWhoAsk() {
    AtomicReference<Instant> now = new AtomicReference<>(NOW);
    MemoryRing wide = new MemoryRing(1000, NODE, now::get);
    append(wide, 120);
    assertThat(wide.status()).isEqualTo(new RingStatus(1023, 120, 120, 2.0));
    append(wide, 60);
    now.set(NOW.plusMillis(999));
    assertThat(wide.status()).isEqualTo(new RingStatus(1023, 180, 180, 2.0));
    now.set(NOW.plusSeconds(1));
    assertThat(wide.status()).isEqualTo(new RingStatus(1023, 180, 180, 3.0));
    append(wide, 60);
    now.set(NOW);
    assertThat(wide.status().flowsPerSecond()).as("the clock was set back").isEqualTo(4.0);
  }

  private static void append(MemoryRing into, int flows) {
    for (int i = 0; i < flows; i++) {
      into.append(new Flow.Builder().time(NOW_NANOS - i, 0).build());
    }
  }

  @Test
  void flow_costsLessThan400BytesOfHeap() {
    int flows = MemoryRing.DEFAULT_CAPACITY;
    long before = allocated();
    MemoryRing full = new MemoryRing(flows, NODE, InstantSource.fixed(NOW));
    Flow.Builder builder = TestFlows.frontendToCatalog(TcpFlags.SYN, Reply.NO);
    for (int i = 0; i < flows; i++) {
      full.append(builder.endpoints(TestFlows.FRONTEND, TestFlows.CATALOG).build());
    }
    long bytes = (allocated() - before) / flows;
    System.out.println("heap per flow in the memory ring: " + bytes + " bytes");
    assertThat(bytes).isBetween(50L, 400L);
  }

  /** Bytes that this thread ever allocated; nothing of it is garbage in the test above. */
  private static long allocated() {
    return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
        .getCurrentThreadAllocatedBytes();
  }

  private static Event next(Answer answer) {
    return requireNonNull(answer.next());
  }

  private static void awaitParked(Thread thread) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (thread.getState() != Thread.State.TIMED_WAITING) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  private List<Integer> followed(Query query) {
    List<Integer> seen = new ArrayList<>();
    try (Answer answer = ring.query(query)) {
      while (!answer.ended()) {
        Event event = answer.next();
        if (event == null) {
          answer.await();
        } else {
          seen.add(number(event));
        }
      }
    }
    return seen;
  }

  private List<Integer> numbers(Query query) {
    return drain(query).stream().map(MemoryRingTest::number).toList();
  }

  private List<Event> drain(Query query) {
    List<Event> events = new ArrayList<>();
    try (Answer answer = ring.query(query)) {
      for (Event event = answer.next(); event != null; event = answer.next()) {
        events.add(event);
      }
      assertThat(answer.ended()).isTrue();
    }
    return events;
  }

  private Event flowOf(int number) {
    return requireNonNull(ring.read(number - 1));
  }

  private void appendFlows(int from, int to) {
    append(ring, from, to);
  }

  private static void append(MemoryRing ring, int from, int to) {
    for (int number = from; number <= to; number++) {
      ring.append(flow(number));
    }
  }

  private static Query stopping(long sinceNanos, long untilNanos, Query.Past past) {
    return new Query(FLOWS, sinceNanos, untilNanos, past, Query.Then.STOP);
  }

  private static boolean isOdd(Event event) {
    return event instanceof Flow flow && flow.proxyPort() % 2 == 1;
  }

  private static Flow flow(int number) {
    return new Flow.Builder().time(time(number), 0).proxyPort(number).build();
  }

  private static int number(Event event) {
    return ((Flow) event).proxyPort();
  }

  private static long time(int number) {
    return NOW_NANOS + number * 400_000_000L;
  }

  private static DebugEvent debug() {
    return new DebugEvent(NOW_NANOS, NODE, 1, null, 0, 0, 0, 0, "", 0);
  }

  private static LostEvents lost() {
    return new LostEvents(NOW_NANOS, NODE, LostEvents.Source.PERF_EVENT_RING_BUFFER, 7, 3, 0, 0);
  }
}
