package io.sextant.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.sextant.filter.Pods;
import io.sextant.filter.Side;
import io.sextant.flow.Endpoint;
import io.sextant.flow.Event;
import io.sextant.flow.Flow;
import io.sextant.flow.LostEvents;
import io.sextant.flow.Node;
import io.sextant.flow.TestFlows;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;

/**
 * A writer at full speed against readers of every kind. Forbidden: a gap that is not reported as
 * loss of exactly that size, an event twice, an event out of order, a follower that sleeps for
 * ever.
 */
@Timeout(120)
class MemoryRingStressTest {
  private static final int EVENTS = 1_000_000;
  private static final int FOLLOWERS = 8;
  private static final Node NODE = Node.named("n1");

  @RepeatedTest(3)
  void writerAtFullSpeed_readersSeeEveryPositionOnceOrAsLost() throws Exception {
    Flow[] flows = numbered();
    CountDownLatch started = new CountDownLatch(FOLLOWERS + 1);
    MemoryRing ring = new MemoryRing(255, NODE, InstantSource.system());
    try (ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Tally>> tallies = new ArrayList<>();
      for (int i = 0; i < FOLLOWERS; i++) {
        tallies.add(readers.submit(() -> follow(ring, started)));
      }
      Future<Long> queries = readers.submit(() -> queryUntilClosed(ring, started));
      started.await();
      write(ring, flows);
      for (Future<Tally> tally : tallies) {
        Tally seen = tally.get(60, TimeUnit.SECONDS);
        assertThat(seen.received() + seen.lost()).isEqualTo(EVENTS);
      }
      assertThat(queries.get(60, TimeUnit.SECONDS)).isPositive();
    }
  }

  /** The writer is held back so that nothing is lost: every third flow must come, and no other. */
  @RepeatedTest(3)
  void readerOfOnePod_missesNone() throws Exception {
    Flow[] flows = everyThird(TestFlows.FRONTEND, TestFlows.CATALOG);
    MemoryRing ring = new MemoryRing(4_095, NODE, InstantSource.system());
    AtomicLong read = new AtomicLong();
    CountDownLatch started = new CountDownLatch(1);
    Query query = Query.follow(Pods.parse(Side.SOURCE, List.of("shop/frontend")));
    try (ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Long> reader =
          readers.submit(() -> {
            long expected = 0;
            try (Answer answer = ring.query(query)) {
              started.countDown();
              while (!answer.ended()) {
                Event event = answer.next();
                read.set(answer.position());
                if (event == null) {
                  answer.await();
                } else {
                  assertThat(event).isSameAs(flows[(int) expected]);
                  expected += 3;
                }
              }
            }
            return expected;
          });
      started.await();
      for (int i = 0; i < EVENTS; i++) {
        while (i - read.get() > ring.capacity() / 2 && !reader.isDone()) {
          ring.wake();
          Thread.onSpinWait();
        }
        ring.append(flows[i]);
      }
      ring.close();
      assertThat(reader.get(60, TimeUnit.SECONDS)).isEqualTo((EVENTS + 2) / 3 * 3);
    }
  }

  private record Tally(long received, long lost) {}

  private static void write(MemoryRing ring, Flow[] flows) {
    int sent = 0;
    while (sent < flows.length) {
      int batch = Math.min(flows.length, sent + 1 + sent % 97);
      while (sent < batch) {
        ring.append(flows[sent++]);
      }
      ring.wake();
    }
    ring.close();
  }

  private static Tally follow(MemoryRing ring, CountDownLatch started) {
    long received = 0;
    long lost = 0;
    long expected = 0;
    try (Answer answer = ring.query(Query.follow(Flow.class::isInstance))) {
      started.countDown();
      while (!answer.ended()) {
        switch (answer.next()) {
          case null -> answer.await();
          case Flow flow -> {
            long number = flow.bootNanos();
            assertThat(number).isGreaterThanOrEqualTo(expected);
            expected = number + 1;
            received++;
          }
          case LostEvents gap -> lost += gap.count();
          case Event other -> throw new AssertionError(other);
        }
      }
    }
    return new Tally(received, lost);
  }

  /** Reads all and last while the writer runs: what comes is in order, the gaps are counted. */
  private static long queryUntilClosed(MemoryRing ring, CountDownLatch started) {
    long answers = 0;
    started.countDown();
    do {
      checkGaps(ring, Query.all(Flow.class::isInstance));
      checkGaps(ring, Query.last(100, Flow.class::isInstance));
      answers++;
    } while (!ring.isClosed());
    return answers;
  }

  private static void checkGaps(MemoryRing ring, Query query) {
    long first = -1;
    long last = -1;
    long received = 0;
    long lost = 0;
    try (Answer answer = ring.query(query)) {
      for (Event event = answer.next(); event != null; event = answer.next()) {
        switch (event) {
          case Flow flow -> {
            assertThat(flow.bootNanos()).isGreaterThan(last);
            last = flow.bootNanos();
            first = first < 0 ? last : first;
            received++;
          }
          case LostEvents gap -> lost += gap.count();
          case Event other -> throw new AssertionError(other);
        }
      }
    }
    if (received > 0) {
      assertThat(received + lost).isGreaterThanOrEqualTo(last - first + 1);
    }
  }

  private static Flow[] everyThird(Endpoint wanted, Endpoint other) {
    Flow.Builder builder = new Flow.Builder();
    Flow[] flows = new Flow[EVENTS];
    for (int i = 0; i < EVENTS; i++) {
      flows[i] = builder.time(i, i).endpoints(i % 3 == 0 ? wanted : other, other).build();
    }
    return flows;
  }

  private static Flow[] numbered() {
    Flow.Builder builder = new Flow.Builder();
    Flow[] flows = new Flow[EVENTS];
    for (int i = 0; i < EVENTS; i++) {
      flows[i] = builder.time(i, i).build();
    }
    return flows;
  }
}
