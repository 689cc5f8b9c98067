package io.sextant.serve.http;

import io.sextant.flow.Flow;
import io.sextant.flow.LostEvents;
import io.sextant.store.Answer;
import io.sextant.store.EventStore;
import io.sextant.store.Query;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import org.springframework.http.codec.ServerSentEvent;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;

/**
 * One client's events: flows in batches, the map and the status each second. Runs on a virtual
 * thread of its own, which looks through the ring at its own pace; the event loop only sends. Flows
 * and status carry as id the position up to which the client has been told everything, so that one
 * who comes back goes on there, however long ago a flow was for it.
 *
 * <p>What waits for a slow client is bounded: at most {@link #MOST_ROWS} rows. Those that were
 * there when it came are sent batch by batch as it takes them; of later ones the oldest give way
 * and are told as {@code lost}; map and status are skipped, never queued. A client that takes
 * nothing for {@link #PATIENCE} is cut off.
 */
final class LiveStream {
  /** Rows in a batch, and rows that wait. At five batches a second more than a table can show. */
  static final int MOST_ROWS = 500;

  private static final Duration PACE = Duration.ofMillis(200);
  private static final int PACES_PER_SECOND = 5;

  /** Events between two looks whether the client is still there, and turns for other threads. */
  private static final int STRIDE = 2048;

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /** What all streams send alike. */
  interface Shared {
    String run();

    String mapJson();

    String statusJson();
  }

  /** Flows for this page that it will not see. */
  record Lost(long count, String reason) {}

  /** A row to be: made only when it is sent. */
  private record Waiting(long sequence, Flow flow) {}

  private final Answer answer;
  private final Shared shared;
  private final FluxSink<ServerSentEvent<String>> sink;
  private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
  private long told;
  private long tooMany;
  private long overtaken;

  private LiveStream(Answer answer, Shared shared, FluxSink<ServerSentEvent<String>> sink) {
    this.answer = answer;
    this.shared = shared;
    this.sink = sink;
    this.told = answer.position();
  }

  static Flux<ServerSentEvent<String>> open(EventStore store, Query query, Shared shared) {
    return Flux.create(sink -> {
      Thread thread =
          Thread.ofVirtual()
              .name("sse-stream")
              .start(() -> {
                try (Answer answer = store.query(query)) {
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
      boolean due = pace % PACES_PER_SECOND == 0;
      if (due && willing()) {
        // Before rows: a page that meets another run of the server clears its table first.
        send("status", shared.statusJson(), told);
        send("map", shared.mapJson());
      }
      pass();
      boolean willing = willing();
      unwilling = willing ? 0 : unwilling + 1;
      if (willing) {
        flush();
      }
      pace++;
      answer.rest();
      Thread.sleep(PACE);
    }
    sink.complete();
  }

  private boolean willing() {
    return sink.requestedFromDownstream() > 0;
  }

  /** Looks at what is in the ring now; what comes meanwhile is for the next pass. */
  @SuppressWarnings("ThreadPriorityCheck") // Virtual threads give way only by themselves.
  private void pass() {
    long end = answer.head();
    do {
      collect(Math.min(end, answer.position() + STRIDE));
      Thread.yield();
    } while (answer.position() < end && !sink.isCancelled() && !isHeldUp());
  }

  private void collect(long bound) {
    while (!isHeldUp()) {
      switch (answer.next(bound)) {
        case null -> {
          return;
        }
        case Flow flow -> add(new Waiting(answer.sequence(), flow));
        case LostEvents lost when answer.isOwnLoss() -> overtaken += lost.count();
        // Losses of the data are in the status, for everyone alike.
        default -> {}
      }
    }
  }

  private void add(Waiting row) {
    if (waiting.size() == MOST_ROWS) {
      waiting.removeFirst();
      tooMany++;
    }
    waiting.addLast(row);
    if (isHeldUp() && willing()) {
      flush();
    }
  }

  /** Whether the client has to take rows before more of the backlog is read. */
  private boolean isHeldUp() {
    return waiting.size() == MOST_ROWS && answer.position() < answer.backlogEnd();
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
    told = answer.position();
    if (!waiting.isEmpty()) {
      List<FlowRow> rows =
          waiting.stream().map(row -> FlowRow.of(row.sequence(), row.flow())).toList();
      waiting.clear();
      send("flows", Json.of(rows), told);
    }
  }

  private void send(String type, String json) {
    sink.next(ServerSentEvent.builder(json).event(type).build());
  }

  private void send(String type, String json, long position) {
    String id = shared.run() + "-" + position;
    sink.next(ServerSentEvent.builder(json).event(type).id(id).build());
  }
}
