package io.sextant.serve.http;

import io.sextant.flow.Event;
import io.sextant.servicemap.ServiceMap;
import io.sextant.store.Aggregation;
import io.sextant.store.EventStore;
import io.sextant.store.Query;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.util.MultiValueMap;
import org.springframework.web.reactive.function.BodyInserters;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** What the routes under {@code /api/v1} answer about the present. */
final class LiveAnswers {
  private static final int MOST_FLOWS = 10_000;
  private static final int DEFAULT_FLOWS = 100;
  private static final Duration MAP_INTERVAL = Duration.ofMillis(800);
  private static final MediaType CSV = new MediaType("text", "csv", StandardCharsets.UTF_8);
  private static final String LAST = "last";
  private static final String AFTER = "after";
  private static final String FLOWS = "flows";

  private final EventStore store;
  private final ServiceMap map;
  private final StatusBoard board;
  private final PastAnswers past;
  private final LiveStream.Shared shared;
  private final Scheduler virtual =
      Schedulers.fromExecutor(Executors.newVirtualThreadPerTaskExecutor());

  LiveAnswers(EventStore store, ServiceMap map, StatusBoard board, PastAnswers past) {
    this.past = past;
    this.store = store;
    this.map = map;
    this.board = board;
    this.shared = new SharedTexts(map, board);
  }

  Mono<ServerResponse> map(ServerRequest request) {
    PastAnswers.Drawing drawing = past.drawing(request.queryParams());
    return json(request, _ -> drawing == null ? map.snapshot() : drawing.draw());
  }

  Mono<ServerResponse> aggregate(ServerRequest request) {
    Aggregation aggregation = past.aggregation(request.queryParams());
    boolean csv = PastAnswers.isCsv(request.queryParams(), accepts(request, CSV));
    return csv
        ? Mono.fromCallable(() -> past.count(aggregation))
            .subscribeOn(virtual)
            .flatMap(rows ->
                ServerResponse.ok()
                    .contentType(CSV)
                    .header(FlowAnswers.COMPLETENESS, rows.completeness().text())
                    .bodyValue(rows.csv()))
        : json(request, _ -> past.count(aggregation));
  }

  /** Whether a request names a type; that it would take anything is not enough. */
  private static boolean accepts(ServerRequest request, MediaType type) {
    return request.headers().accept().stream().anyMatch(type::equalsTypeAndSubtype);
  }

  Mono<ServerResponse> status(ServerRequest request) {
    Criteria.criteria(request.queryParams(), Set.of());
    return json(request, _ -> board.report());
  }

  Mono<ServerResponse> nodes(ServerRequest request) {
    Criteria.criteria(request.queryParams(), Set.of());
    return json(request, _ -> board.report().nodes());
  }

  /** What is wrong with a query; without one, the fields of the language. */
  Mono<ServerResponse> query(ServerRequest request) {
    MultiValueMap<String, String> parameters = request.queryParams();
    Criteria.refuseUnknown(parameters, Set.of(Criteria.QUERY), List.of());
    String text = parameters.getFirst(Criteria.QUERY);
    return json(request, _ -> text == null ? LanguageHelp.ALL : CheckedQuery.of(text));
  }

  Mono<ServerResponse> stream(ServerRequest request) {
    MultiValueMap<String, String> parameters = request.queryParams();
    Predicate<Event> wanted = Criteria.flows(parameters, Set.of(LAST, AFTER, FLOWS));
    boolean bare = isBare(parameters.getFirst(FLOWS));
    int last = Criteria.number(parameters, LAST, MOST_FLOWS, DEFAULT_FLOWS);
    Query.Past resumed = after(request.headers().firstHeader("Last-Event-ID"));
    resumed = resumed == null ? after(parameters.getFirst(AFTER)) : resumed;
    Query query =
        new Query(
            wanted,
            Long.MIN_VALUE,
            Long.MAX_VALUE,
            resumed == null ? new Query.Past.Last(last) : resumed,
            Query.Then.FOLLOW);
    if (bare) {
      query = Query.follow(Query.NOTHING);
    }
    return ServerResponse.ok()
        .header("X-Accel-Buffering", "no")
        .body(
            BodyInserters
                .<String, org.reactivestreams.Publisher<ServerSentEvent<String>>>
                    fromServerSentEvents(LiveStream.open(store, query, shared)));
  }

  /** Whether only map and status are wanted. */
  private static boolean isBare(@Nullable String flows) {
    return switch (flows) {
      case null -> false;
      case "true" -> false;
      case "false" -> true;
      default -> throw new BadParameter(FLOWS, flows, "true or false");
    };
  }

  /**
   * Where a client that comes back goes on, or null when it was never here: its id is from another
   * run of the server, or there is none.
   */
  private Query.@Nullable Past after(@Nullable String id) {
    String prefix = board.run() + "-";
    if (id == null || !id.startsWith(prefix)) {
      return null;
    }
    long position = Fields.number(id.substring(prefix.length()));
    return position < 0 ? null : new Query.Past.From(position);
  }

  private Mono<ServerResponse> json(ServerRequest request, Function<ServerRequest, Object> make) {
    return Mono.fromCallable(() -> Json.of(make.apply(request)))
        .subscribeOn(virtual)
        .flatMap(
            text -> ServerResponse.ok().contentType(MediaType.APPLICATION_JSON).bodyValue(text));
  }

  private static final class SharedTexts implements LiveStream.Shared {
    private final Latest map;
    private final Latest status;
    private final String run;

    SharedTexts(ServiceMap map, StatusBoard board) {
      InstantSource clock = InstantSource.system();
      this.map = new Latest(() -> Json.of(map.snapshot()), MAP_INTERVAL, clock);
      this.status = new Latest(() -> Json.of(board.report()), MAP_INTERVAL, clock);
      this.run = board.run();
    }

    @Override
    public String run() {
      return run;
    }

    @Override
    public String mapJson() {
      return map.get();
    }

    @Override
    public String statusJson() {
      return status.get();
    }
  }
}
