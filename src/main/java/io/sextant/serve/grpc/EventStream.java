package io.sextant.serve.grpc;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.sextant.flow.Event;
import io.sextant.store.Answer;
import io.sextant.store.EventStore;
import io.sextant.store.Query;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One stream to one client, on a virtual thread of its own. It reads the store only while the
 * client's buffer has room, so a client that stops reading is overtaken by the writer and gets its
 * loss told; it parks for room, for events, and wakes for either and when the client goes away.
 *
 * @param <R> type of its messages
 */
final class EventStream<R> {
  private static final Logger LOG = Logger.getLogger(EventStream.class.getName());

  /** Messages that are made before the first is handed on. */
  static final int BATCH = 32;

  private static final int BUFFER_BYTES = 256 * 1024;

  /** Events to look at before what was found is sent, and a client that left is noticed. */
  private static final int LONGEST_SEARCH = 1_024;

  private static final long LONGEST_PARK_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final EventStore store;
  private final Query query;
  private final Function<Event, @Nullable R> message;
  private final ServerCallStreamObserver<R> client;
  private final List<R> batch = new ArrayList<>(BATCH);

  private EventStream(
      EventStore store,
      Query query,
      Function<Event, @Nullable R> message,
      ServerCallStreamObserver<R> client) {
    this.store = store;
    this.query = query;
    this.message = message;
    this.client = client;
  }

  /**
   * Starts the stream and returns; called in the handler of a call.
   *
   * @param message an event as the client gets it, or null for what the protocol cannot tell
   */
  static <R> void start(
      EventStore store,
      Query query,
      Function<Event, @Nullable R> message,
      ServerCallStreamObserver<R> client) {
    EventStream<R> stream = new EventStream<>(store, query, message, client);
    Thread thread = Thread.ofVirtual().name("stream").unstarted(stream::run);
    client.setOnReadyThreshold(BUFFER_BYTES);
    client.setOnReadyHandler(() -> LockSupport.unpark(thread));
    client.setOnCancelHandler(() -> LockSupport.unpark(thread));
    thread.start();
  }

  private void run() {
    try (Answer answer = store.query(query)) {
      while (!client.isCancelled() && !answer.ended()) {
        if (client.isReady()) {
          send(answer);
        } else {
          answer.rest();
          LockSupport.parkNanos(this, LONGEST_PARK_NANOS);
        }
      }
      if (!client.isCancelled()) {
        if (answer.isCut()) {
          client.onError(GoingDown.status().asException());
        } else {
          client.onCompleted();
        }
      }
    } catch (RuntimeException | Error e) {
      fail(e);
    }
  }

  /** Makes some messages and then hands them on together, so that few writes carry many. */
  private void send(Answer answer) {
    long bound = answer.position() + LONGEST_SEARCH;
    Event event = null;
    while (batch.size() < BATCH && (event = answer.next(bound)) != null) {
      R response = message.apply(event);
      if (response != null) {
        batch.add(response);
      }
    }
    batch.forEach(client::onNext);
    batch.clear();
    if (event == null && !answer.ended()) {
      answer.await();
    }
  }

  private void fail(Throwable e) {
    if (!client.isCancelled()) {
      LOG.log(Level.WARNING, "a stream failed and was closed", e);
      client.onError(Status.INTERNAL.withDescription("the stream failed: " + e).asException());
    }
  }
}
