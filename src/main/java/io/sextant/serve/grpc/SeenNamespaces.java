package io.sextant.serve.grpc;

import io.sextant.filter.Verdicts;
import io.sextant.flow.Event;
import io.sextant.flow.Flow;
import io.sextant.proto.observer.GetNamespacesResponse;
import io.sextant.proto.observer.Namespace;
import io.sextant.store.Answer;
import io.sextant.store.EventStore;
import io.sextant.store.Query;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Namespaces that flows came from or went to within the last hour. A virtual thread reads behind
 * the writer of the store; should it be overtaken, or an answer break off, it notices what comes
 * after.
 */
final class SeenNamespaces implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SeenNamespaces.class);
  private static final long PAUSE_NANOS = Duration.ofSeconds(1).toNanos();
  private static final long KEPT_MILLIS = Duration.ofHours(1).toMillis();

  private static final int EVENTS_PER_LOOK_AT_THE_CLOCK = 1_000;

  private final Map<String, Long> lastSeenMillis = new ConcurrentHashMap<>();
  private final EventStore store;
  private final String cluster;
  private final InstantSource clock;
  private final Thread reader = Thread.ofVirtual().name("namespaces").unstarted(this::run);
  private volatile boolean closed;

  SeenNamespaces(EventStore store, String cluster, InstantSource clock) {
    this.store = store;
    this.cluster = cluster;
    this.clock = clock;
  }

  void start() {
    reader.start();
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(reader);
  }

  /** Sorted by name; both sides of a flow count as of the own cluster, as in Hubble. */
  GetNamespacesResponse response() {
    long oldest = clock.millis() - KEPT_MILLIS;
    lastSeenMillis.values().removeIf(seen -> seen < oldest);
    GetNamespacesResponse.Builder response = GetNamespacesResponse.newBuilder();
    lastSeenMillis.keySet().stream()
        .sorted()
        .forEach(name ->
            response.addNamespaces(Namespace.newBuilder().setCluster(cluster).setNamespace(name)));
    return response.build();
  }

  private void run() {
    Query.Past past = new Query.Past.All();
    boolean told = false;
    while (!closed) {
      try {
        read(past);
        return;
      } catch (RuntimeException e) {
        if (!told) {
          LOG.warn("namespaces are read from the newest flow on, since an answer broke off", e);
          told = true;
        }
        past = new Query.Past.None();
        LockSupport.parkNanos(this, PAUSE_NANOS);
      }
    }
  }

  /** Returns when the store is closed, or this is. */
  private void read(Query.Past past) {
    Query everything =
        new Query(
            Verdicts.ANY,
            TimeUnit.MILLISECONDS.toNanos(clock.millis() - KEPT_MILLIS),
            Long.MAX_VALUE,
            past,
            Query.Then.FOLLOW);
    try (Answer answer = store.query(everything)) {
      while (!closed && !answer.ended()) {
        Long now = clock.millis();
        if (!readSome(answer, now)) {
          answer.await();
        }
      }
    }
  }

  /** Whether there may be more at once. */
  private boolean readSome(Answer answer, Long now) {
    for (int i = 0; i < EVENTS_PER_LOOK_AT_THE_CLOCK; i++) {
      Event event = answer.next();
      if (event == null) {
        return false;
      }
      if (event instanceof Flow flow) {
        see(flow.source().namespace(), now);
        see(flow.destination().namespace(), now);
      }
    }
    return true;
  }

  private void see(String namespace, Long now) {
    if (!namespace.isEmpty() && !now.equals(lastSeenMillis.get(namespace))) {
      lastSeenMillis.put(namespace, now);
    }
  }
}
