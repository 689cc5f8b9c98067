package io.sextant.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.sextant.filter.Verdicts;
import io.sextant.flow.AgentEvent;
import io.sextant.flow.Event;
import io.sextant.flow.Flow;
import io.sextant.flow.LostEvents;
import io.sextant.flow.Node;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every event store promises. The story: 2,000 flows a millisecond apart, number n carrying n
 * as its proxy port; a loss of three events after the first thousand.
 */
@NullMarked
public abstract class EventStoreContract {
  protected static final Node NODE = Node.named("node-1");
  protected static final Instant NOON = Instant.parse("2026-01-15T12:00:00Z");
  private static final int FLOWS = 2_000;
  private static final long MILLI = 1_000_000;

  private EventStore store;

  /** An empty store that keeps at least the story. */
  protected abstract EventStore create(InstantSource clock);

  /** Returns when all that was appended is where the store puts it in the end. */
  protected void settle(EventStore store) {}

  @BeforeEach
  void tell() {
    store = create(InstantSource.fixed(NOON));
    for (int number = 1; number <= FLOWS; number++) {
      store.append(flow(number));
      if (number == FLOWS / 2) {
        store.append(loss());
      }
      if (number % 100 == 0) {
        store.wake();
        settle(store);
      }
    }
    store.wake();
    settle(store);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void all_areToldInOrder() {
    assertThat(numbers(Query.all(Verdicts.ANY))).isEqualTo(range(1, FLOWS));
  }

  @Test
  void last_areTheNewest_theOldestOfThemFirst() {
    assertThat(numbers(Query.last(3, Verdicts.ANY))).isEqualTo(range(FLOWS - 2, FLOWS));
    assertThat(numbers(Query.last(1_500, Verdicts.ANY))).isEqualTo(range(501, FLOWS));
    assertThat(numbers(Query.last(5_000, Verdicts.ANY))).isEqualTo(range(1, FLOWS));
    assertThat(numbers(Query.last(2, EventStoreContract::isHundredth)))
        .containsExactly(FLOWS - 100, FLOWS);
  }

  @Test
  void first_areTheOldest() {
    assertThat(numbers(past(new Query.Past.First(4)))).isEqualTo(range(1, 4));
  }

  @Test
  void since_and_until_belongToTheAnswer() {
    Query query =
        new Query(Verdicts.ANY, time(300), time(1_700), new Query.Past.All(), Query.Then.STOP);
    assertThat(numbers(query)).isEqualTo(range(300, 1_700));
    Query last =
        new Query(Verdicts.ANY, time(300), time(1_700), new Query.Past.Last(2), Query.Then.STOP);
    assertThat(numbers(last)).containsExactly(1_699, 1_700);
  }

  @Test
  void before_endsTheAnswer_soThatPagesFollowEachOther() {
    List<Integer> backwards = new ArrayList<>();
    long before = Long.MAX_VALUE;
    while (true) {
      List<Integer> page = new ArrayList<>();
      long oldest = -1;
      try (Answer answer = store.query(Query.last(300, Verdicts.ANY).before(before))) {
        for (Event event = answer.next(); event != null; event = answer.next()) {
          if (event instanceof Flow flow) {
            oldest = oldest < 0 ? answer.sequence() : oldest;
            page.add(flow.proxyPort());
          }
        }
      }
      if (page.isEmpty()) {
        break;
      }
      backwards.addAll(0, page);
      before = oldest;
    }
    assertThat(backwards).isEqualTo(range(1, FLOWS));
  }

  @Test
  void from_goesOnWhereAReaderStopped() {
    long position;
    try (Answer answer = store.query(past(new Query.Past.First(700)))) {
      for (Event event = answer.next(); event != null; event = answer.next()) {
        assertThat(event).isNotNull();
      }
      position = answer.sequence() + 1;
    }
    assertThat(numbers(past(new Query.Past.From(position)))).isEqualTo(range(701, FLOWS));
  }

  @Test
  void loss_standsWhereItHappened() {
    List<Event> events = drain(Query.all(EventStoreContract::isHundredth));
    int place =
        events.indexOf(
            events.stream().filter(LostEvents.class::isInstance).findFirst().orElseThrow());
    assertThat(((LostEvents) events.get(place)).count()).isEqualTo(3);
    assertThat(number(events.get(place - 1))).isEqualTo(1_000);
    assertThat(number(events.get(place + 1))).isEqualTo(1_100);
    assertThat(drain(Query.all(Query.NOTHING))).singleElement().isInstanceOf(LostEvents.class);
  }

  @Test
  void bound_comesBackBetween_andNothingIsLeftOut() {
    List<Integer> numbers = new ArrayList<>();
    try (Answer answer = store.query(Query.all(EventStoreContract::isHundredth))) {
      int passes = 0;
      while (!answer.ended()) {
        Event event = answer.next(answer.position() + 64);
        passes++;
        if (event instanceof Flow flow) {
          numbers.add(flow.proxyPort());
        }
      }
      assertThat(passes).isGreaterThan(20);
    }
    assertThat(numbers).hasSize(FLOWS / 100);
  }

  @Test
  void follower_getsThePast_andWhatComes() throws InterruptedException {
    AtomicReference<List<Integer>> seen = new AtomicReference<>(List.of());
    CountDownLatch past = new CountDownLatch(1);
    CountDownLatch all = new CountDownLatch(1);
    Thread follower =
        Thread.ofVirtual()
            .start(() -> {
              List<Integer> numbers = new ArrayList<>();
              Query query =
                  new Query(
                      Verdicts.ANY,
                      Long.MIN_VALUE,
                      Long.MAX_VALUE,
                      new Query.Past.Last(1_200),
                      Query.Then.FOLLOW);
              try (Answer answer = store.query(query)) {
                while (numbers.size() < 1_250) {
                  Event event = answer.next();
                  if (event instanceof Flow flow) {
                    numbers.add(flow.proxyPort());
                  } else if (event == null) {
                    answer.await();
                  }
                  if (numbers.size() == 1_200) {
                    past.countDown();
                  }
                }
              }
              seen.set(numbers);
              all.countDown();
            });
    assertThat(past.await(20, TimeUnit.SECONDS)).isTrue();
    for (int number = FLOWS + 1; number <= FLOWS + 50; number++) {
      store.append(flow(number));
      store.wake();
    }
    assertThat(all.await(20, TimeUnit.SECONDS)).isTrue();
    follower.join(Duration.ofSeconds(5));
    assertThat(seen.get()).isEqualTo(range(801, FLOWS + 50));
  }

  @Test
  void newsOfTheAgent_isToldFromMemory() {
    store.append(new AgentEvent(time(FLOWS), NODE, new AgentEvent.AgentStarted(time(FLOWS))));
    assertThat(drain(Query.last(1, AgentEvent.class::isInstance)))
        .singleElement()
        .isInstanceOf(AgentEvent.class);
  }

  @Test
  void aggregate_countsAll() {
    Aggregation byVerdict =
        new Aggregation(
            Long.MIN_VALUE, Long.MAX_VALUE, Verdicts.ANY, List.of(GroupField.VERDICT), 0, 10);
    assertThat(store.aggregate(byVerdict).total().flows()).isEqualTo(FLOWS);
  }

  private Query past(Query.Past past) {
    return new Query(Verdicts.ANY, Long.MIN_VALUE, Long.MAX_VALUE, past, Query.Then.STOP);
  }

  private List<Integer> numbers(Query query) {
    return drain(query).stream()
        .filter(Flow.class::isInstance)
        .map(EventStoreContract::number)
        .toList();
  }

  private List<Event> drain(Query query) {
    List<Event> events = new ArrayList<>();
    try (Answer answer = store.query(query)) {
      for (Event event = answer.next(); event != null; event = answer.next()) {
        events.add(event);
      }
      assertThat(answer.ended()).isTrue();
    }
    return events;
  }

  private static List<Integer> range(int from, int to) {
    return IntStream.rangeClosed(from, to).boxed().toList();
  }

  private static boolean isHundredth(Event event) {
    return event instanceof Flow flow && flow.proxyPort() % 100 == 0;
  }

  private static int number(Event event) {
    return ((Flow) event).proxyPort();
  }

  private static long time(int number) {
    return TimeUnit.SECONDS.toNanos(NOON.getEpochSecond()) - (3L * FLOWS - number) * MILLI;
  }

  private static Flow flow(int number) {
    return new Flow.Builder().time(time(number), 0).seenOn(NODE, 0).proxyPort(number).build();
  }

  private static LostEvents loss() {
    return new LostEvents(
        time(FLOWS / 2), NODE, LostEvents.Source.PERF_EVENT_RING_BUFFER, 3, 0, 0, 0);
  }
}
