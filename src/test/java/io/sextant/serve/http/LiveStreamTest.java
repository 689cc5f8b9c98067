package io.sextant.serve.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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
import java.util.concurrent.atomic.AtomicInteger;
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

  @Test
  void slowClient_costsABoundedBufferAndHearsWhatItMissed() {
    LiveStream.open(ring, Query.follow(Flow.class::isInstance), shared).subscribe(client);
    // The stream's own thread takes its place at the end of the ring before there is anything.
    await().until(() -> ring.followers() == 1);
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
    LiveStream.open(ring, Query.follow(Flow.class::isInstance), shared).subscribe(client);
    await().until(() -> ring.followers() == 1);
    assertThat(statusAsked).hasValue(0);

    client.requestUnbounded();
    await().until(() -> !client.data("status").isEmpty() && !client.data("map").isEmpty());
  }

  @Test
  void clientThatLeaves_leavesNoFollower() {
    LiveStream.open(ring, Query.follow(Flow.class::isInstance), shared).subscribe(client);
    await().until(() -> ring.followers() == 1);
    client.cancel();
    await().until(() -> ring.followers() == 0);
  }
}
