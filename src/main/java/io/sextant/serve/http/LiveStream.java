package io.sextant.serve.http;

import io.sextant.flow.Event;
import io.sextant.flow.Flow;
import io.sextant.flow.LostEvents;
import io.sextant.store.Answer;
import io.sextant.store.MemoryRing;
import io.sextant.store.Query;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.springframework.http.codec.ServerSentEvent;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;

/**
 * One client's events: flows in batches, the map and the status each second. Runs on a virtual
 * thread of its own, which looks through the ring at its own pace; the event loop only sends.
 *
 * <p>What waits for a slow client is bounded: at most {@link #MOST_ROWS} rows, the oldest of which
 * give way and are told as {@code lost}; map and status are skipped, never queued. A client that
 * takes nothing for {@link #PATIENCE} is cut off.
 */
final class LiveStream {
  /** Rows in a batch, and rows that wait. At five batches a second more than a table can show. */
  static final int MOST_ROWS = 500;

  private static final Duration PACE = Duration.ofMillis(200);
  private static final int PACES_PER_SECOND = 5;
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /** What all streams send alike. */
  interface Shared {
    String run();

    String mapJson();

    String statusJson();
  }

  /** Flows for this page that it will not see. */
  record Lost(long count, String reason) {}

  private final Answer answer;
  private final Shared shared;
  private final FluxSink<ServerSentEvent<String>> sink;
  private final ArrayDeque<FlowRow> waiting = new ArrayDeque<>();
  private long tooMany;
  private long overtaken;

  private LiveStream(Answer answer, Shared shared, FluxSink<ServerSentEvent<String>> sink) {
    this.answer = answer;
    this.shared = shared;
    this.sink = sink;
  }

  static Flux<ServerSentEvent<String>> open(MemoryRing ring, Query query, Shared shared) {
    return Flux.create(sink -> {
      Thread thread =
          Thread.ofVirtual()
              .name("sse-stream")
              .start(() -> {
                try (Answer answer = ring.query(query)) {
                  new LiveStream(answer, shared, sink).run();
                } catch (InterruptedException _) {
                  sink.complete();
                } catch (RuntimeException e) {
                  sink.error(e);
                }
              });
      sink.onDispose(thread::interrupt);
    });
  }

  private void run() throws InterruptedException {
    int pace = 0;
    long patience = PATIENCE.dividedBy(PACE);
    long unwilling = 0;
    while (!sink.isCancelled() && !answer.ended() && unwilling < patience) {
      collect();
      boolean willing = sink.requestedFromDownstream() > 0;
      unwilling = willing ? 0 : unwilling + 1;
      if (willing && pace % PACES_PER_SECOND == 0) {
        send("status", shared.statusJson());
        send("map", shared.mapJson());
      }
      if (willing) {
        flush();
      }
      pace++;
      Thread.sleep(PACE);
    }
    sink.complete();
  }

  private void collect() {
    for (Event event = answer.next(); event != null; event = answer.next()) {
      switch (event) {
        case Flow flow -> {
          if (waiting.size() == MOST_ROWS) {
            waiting.removeFirst();
            tooMany++;
          }
          waiting.addLast(FlowRow.of(answer.sequence(), flow));
        }
        case LostEvents lost when lost.source() == LostEvents.Source.HUBBLE_RING_BUFFER ->
            overtaken += lost.count();
        // Losses before the memory are in the status, for everyone alike.
        default -> {}
      }
    }
  }

  private void flush() {
    if (tooMany > 0) {
      send("lost", Json.of(new Lost(tooMany, "more flows than a page can show")));
      tooMany = 0;
    }
    if (overtaken > 0) {
      send("lost", Json.of(new Lost(overtaken, "left the memory before they were read")));
      overtaken = 0;
    }
    if (!waiting.isEmpty()) {
      List<FlowRow> rows = new ArrayList<>(waiting);
      waiting.clear();
      String id = shared.run() + "-" + rows.getLast().seq();
      sink.next(ServerSentEvent.builder(Json.of(rows)).event("flows").id(id).build());
    }
  }

  private void send(String type, String json) {
    sink.next(ServerSentEvent.builder(json).event(type).build());
  }
}
