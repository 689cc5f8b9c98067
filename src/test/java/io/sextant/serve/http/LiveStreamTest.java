package io.sextant.serve.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.sextant.flow.Flow;
import io.sextant.flow.Node;
import io.sextant.flow.TestFlows;
import io.sextant.store.MemoryRing;
import io.sextant.store.Query;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import org.springframework.http.codec.ServerSentEvent;
import reactor.core.publisher.BaseSubscriber;
import tools.jackson.databind.json.JsonMapper;

class LiveStreamTest {
  private static final int CAPACITY = 4095;

  private final MemoryRing ring =
      new MemoryRing(CAPACITY, Node.named("test"), InstantSource.system());
  private final AtomicInteger statusAsked = new AtomicInteger();
  private final Client client = new Client();

  @AfterEach
  void stop() {
    client.cancel();
    ring.close();
  }

  /** Takes nothing until it is told to. */
  private static final class Client extends BaseSubscriber<ServerSentEvent<String>> {
    private final Queue<ServerSentEvent<String>> seen = new ConcurrentLinkedQueue<>();

    @Override
    protected void hookOnSubscribe(Subscription subscription) {
      // Asks for nothing yet.
    }

    @Override
    protected void hookOnNext(ServerSentEvent<String> event) {
      seen.add(event);
    }

    List<String> data(String type) {
      return seen.stream()
          .filter(event -> Objects.equals(event.event(), type))
          .map(event -> Objects.requireNonNull(event.data()))
          .toList();
    }

    List<Long> rows() {
      return data("flows").stream()
          .flatMap(json -> JsonMapper.shared().readTree(json).valueStream())
          .map(row -> row.path("seq").asLong())
          .toList();
    }

    String lastId() {
      return seen.stream()
          .map(ServerSentEvent::id)
          .filter(Objects::nonNull)
          .reduce("", (_, later) -> later);
    }
  }

  private final LiveStream.Shared shared =
      new LiveStream.Shared() {
        @Override
        public String run() {
          return "run";
        }

        @Override
        public String mapJson() {
          return "{}";
        }

        @Override
        public String statusJson() {
          return "{\"asked\":" + statusAsked.incrementAndGet() + "}";
        }
      };

  /** Returns when the stream's own thread has taken its place at the end of the ring. */
  private void open(Query query) {
    LiveStream.open(ring, query, shared).subscribe(client);
    await().until(() -> ring.followers() == 1);
  }

  private static boolean spin(long nanos) {
    long start = System.nanoTime();
    while (System.nanoTime() - start < nanos) {
      Thread.onSpinWait();
    }
    return false;
  }

  @Test
  void slowClient_costsABoundedBufferAndHearsWhatItMissed() {
    open(Query.follow(Flow.class::isInstance));
    int many = 3 * LiveStream.MOST_ROWS;
    for (int i = 0; i < many; i++) {
      ring.append(TestFlows.scan(i + 1));
    }
    assertThat(client.seen).isEmpty();

    client.requestUnbounded();
    await().until(() -> !client.data("flows").isEmpty());

    assertThat(JsonMapper.shared().readTree(client.data("flows").getFirst()))
        .hasSize(LiveStream.MOST_ROWS)
        .last()
        .satisfies(row -> assertThat(row.path("destination").path("port").asInt()).isEqualTo(many));
    assertThat(JsonMapper.shared().readTree(client.data("lost").getFirst()).path("count").asInt())
        .isEqualTo(many - LiveStream.MOST_ROWS);
  }

  @Test
  void whileAClientTakesNothing_mapAndStatusAreNotEvenMade() {
    var looked = new AtomicInteger();
    open(Query.follow(_ -> looked.incrementAndGet() > 0));
    // A status would be made before the first pass; the second pass is after its first half.
    for (int pass = 1; pass <= 2; pass++) {
      ring.append(TestFlows.request());
      await().untilAtomic(looked, equalTo(pass));
    }
    assertThat(statusAsked).hasValue(0);

    client.requestUnbounded();
    await().until(() -> !client.data("status").isEmpty() && !client.data("map").isEmpty());
  }

  @Test
  void underLoadThatNeverPauses_statusStillComesAndLeavingWorks() throws InterruptedException {
    var stopped = new AtomicBoolean();
    // More slowly read than written: there is always more to look at.
    open(Query.follow(_ -> spin(20_000)));
    client.requestUnbounded();
    Thread load =
        Thread.ofPlatform()
            .start(() -> {
              while (!stopped.get()) {
                ring.append(TestFlows.request());
                spin(2_000);
              }
            });
    try {
      await().until(() -> client.data("status").size() >= 2);
      client.cancel();
      await().until(() -> ring.followers() == 0);
    } finally {
      stopped.set(true);
      load.join();
    }
  }

  @Test
  void backlog_comesWholeInBatches() {
    int many = 3 * LiveStream.MOST_ROWS + 7;
    for (int i = 0; i < many; i++) {
      ring.append(TestFlows.scan(i + 1));
    }
    open(
        new Query(
            Flow.class::isInstance,
            Long.MIN_VALUE,
            Long.MAX_VALUE,
            new Query.Past.Last(many),
            Query.Then.FOLLOW));
    client.request(1);
    await().until(() -> client.seen.size() == 1);
    client.requestUnbounded();

    await().until(() -> client.rows().size() >= many);
    assertThat(client.rows()).containsExactlyElementsOf(LongStream.range(0, many).boxed().toList());
    assertThat(client.data("lost")).isEmpty();
  }

  @Test
  void id_movesOnWithWhatWasLookedAtThoughNothingMatches() {
    ring.append(TestFlows.drop());
    open(Query.follow(event -> event instanceof Flow flow && flow.dropReason() != 0));
    client.requestUnbounded();
    ring.append(TestFlows.drop());
    for (int i = 0; i < 1000; i++) {
      ring.append(TestFlows.request());
    }
    await().until(() -> client.lastId().equals("run-1002"));
    assertThat(client.rows()).containsExactly(1L);
  }

  @Test
  void clientThatLeaves_leavesNoFollower() {
    open(Query.follow(Flow.class::isInstance));
    client.cancel();
    await().until(() -> ring.followers() == 0);
  }
}
