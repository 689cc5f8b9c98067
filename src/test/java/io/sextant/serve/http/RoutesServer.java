package io.sextant.serve.http;

import io.sextant.control.ClusterState;
import io.sextant.flow.Node;
import io.sextant.flow.TestFlows;
import io.sextant.recording.Taps;
import io.sextant.servicemap.MapLimits;
import io.sextant.servicemap.ServiceMap;
import io.sextant.store.EventStore;
import io.sextant.store.MemoryRing;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.reactive.function.server.RouterFunctions;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** The real routes on a real port, without a container around them. */
final class RoutesServer implements AutoCloseable {
  static final int CAPACITY = 1023;

  private final MemoryRing ring;
  private final ServiceMap map = new ServiceMap(MapLimits.DEFAULT, InstantSource.system());
  private final DisposableServer server;

  RoutesServer() {
    this(ring -> ring, NameBook.NONE, () -> null, null, Pages.SERVED);
  }

  RoutesServer(NameBook names) {
    this(ring -> ring, names, () -> null, null, Pages.SERVED);
  }

  RoutesServer(NameBook names, Supplier<@Nullable HistoryReport> history) {
    this(ring -> ring, names, history, null, Pages.SERVED);
  }

  /** The same with another store in front of its memory. */
  RoutesServer(Function<MemoryRing, EventStore> front) {
    this(front, NameBook.NONE, () -> null, null, Pages.SERVED);
  }

  /** Of a node that is guarded, as role agent serves it. */
  RoutesServer(GuardBook guarded) {
    this(ring -> ring, NameBook.NONE, () -> null, guarded, Pages.NONE);
  }

  private RoutesServer(
      Function<MemoryRing, EventStore> front,
      NameBook names,
      Supplier<@Nullable HistoryReport> history,
      @Nullable GuardBook guarded,
      Pages pages) {
    ring = new MemoryRing(CAPACITY, Node.named("test"), InstantSource.system());
    EventStore store = front.apply(ring);
    Taps taps = new Taps("test", () -> ClusterState.EMPTY, Taps.DEFAULT_QUEUE_BYTES);
    Coverage coverage = new Coverage(store, new MemoryLosses(ring));
    PastAnswers past =
        new PastAnswers(store, new ScannedMap(store), coverage, InstantSource.system());
    LiveAnswers live = new LiveAnswers(store, map, board(ring, history), past);
    FlowAnswers flows = new FlowAnswers(store, coverage, InstantSource.system());
    RecordAnswers records =
        new RecordAnswers(new MemoryLosses(ring), names, InstantSource.system());
    var handler =
        RouterFunctions.toHttpHandler(
            HttpRoutes.table(
                live,
                flows,
                records,
                new RecordingAnswer(taps),
                new GuardAnswers(guarded, store),
                pages,
                () -> true,
                () -> true));
    server =
        HttpServer.create()
            .host("127.0.0.1")
            .port(0)
            .handle(new ReactorHttpHandlerAdapter(handler))
            .bindNow();
  }

  static StatusBoard board(MemoryRing ring) {
    return board(ring, () -> null);
  }

  private static StatusBoard board(MemoryRing ring, Supplier<@Nullable HistoryReport> history) {
    SourceBadge origin =
        new SourceBadge(SourceBadge.Kind.REPLAY, "REPLAY of a test", "Fed by a test");
    Instant started = Instant.now();
    return new StatusBoard(
        "0.0-test",
        origin,
        ring,
        new MemoryLosses(ring),
        () ->
            List.of(
                new NodeState(
                    TestFlows.NODE.name(), "connected", "", started, ring.status().seenFlows(), 0)),
        history,
        InstantSource.system());
  }

  Feed feed() {
    return new Feed(ring, map);
  }

  String url() {
    return "http://127.0.0.1:" + server.port();
  }

  WebTestClient client() {
    return WebTestClient.bindToServer()
        .baseUrl(url())
        .responseTimeout(Duration.ofSeconds(10))
        .codecs(codecs -> codecs.defaultCodecs().maxInMemorySize(16 << 20))
        .build();
  }

  @Override
  public void close() {
    ring.close();
    server.disposeNow();
  }
}
