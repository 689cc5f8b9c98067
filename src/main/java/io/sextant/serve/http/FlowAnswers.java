package io.sextant.serve.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sextant.store.EventStore;
import java.io.OutputStream;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** What {@code GET /api/v1/flows} answers: a page as JSON, or any number of flows line by line. */
final class FlowAnswers {
  static final String COMPLETENESS = "Sextant-Completeness";

  private static final int CHUNK_BYTES = 1 << 14;

  /**
   * A page.
   *
   * @param flows in {@code order}
   * @param order {@code newest} or {@code oldest} first
   * @param next cursor of the page after this; left out on the last
   * @param cutOff whether the time was over before the page was full
   * @param missed events that left the memory before they could be read
   * @param completeness what the store has and lacks of the range asked for
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Page(
      List<FlowRow> flows,
      String order,
      @Nullable String next,
      boolean cutOff,
      long missed,
      Completeness completeness) {}

  private final EventStore store;
  private final Coverage coverage;
  private final InstantSource clock;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Scheduler virtual = Schedulers.fromExecutorService(threads);

  FlowAnswers(EventStore store, Coverage coverage, InstantSource clock) {
    this.store = store;
    this.coverage = coverage;
    this.clock = clock;
  }

  Mono<ServerResponse> flows(ServerRequest request) {
    FlowFormat format = FlowFormat.of(request);
    FlowQuestion question =
        FlowQuestion.parse(request.queryParams(), format, store, clock.instant());
    return format == FlowFormat.JSON ? page(question) : lines(request, question, format);
  }

  private Mono<ServerResponse> page(FlowQuestion question) {
    AtomicBoolean gone = new AtomicBoolean();
    return Mono.fromCallable(() -> Json.of(read(question, gone::get)))
        .subscribeOn(virtual)
        .onErrorComplete(CancellationException.class)
        .doOnCancel(() -> gone.set(true))
        .flatMap(
            text -> ServerResponse.ok().contentType(MediaType.APPLICATION_JSON).bodyValue(text));
  }

  private Page read(FlowQuestion question, BooleanSupplier gone) {
    List<FlowRow> rows = new ArrayList<>();
    FlowReading.End end =
        new FlowReading(
                store,
                question,
                (sequence, flow) -> rows.add(FlowRow.of(sequence, flow)),
                System::nanoTime,
                gone)
            .read();
    Cursor next = end.next();
    return new Page(
        rows,
        question.order().text(),
        next == null ? null : next.text(),
        end.cutOff(),
        end.missed(),
        coverage.of(question.range()));
  }

  private Mono<ServerResponse> lines(
      ServerRequest request, FlowQuestion question, FlowFormat format) {
    AtomicBoolean gone = new AtomicBoolean();
    DataBufferFactory buffers = request.exchange().getResponse().bufferFactory();
    Flux<DataBuffer> bytes =
        Flux.from(
                DataBufferUtils.outputStreamPublisher(
                    out -> write(question, format, out, gone::get), buffers, threads, CHUNK_BYTES))
            .onErrorComplete(CancellationException.class)
            .doOnCancel(() -> gone.set(true));
    return head(question, format)
        .flatMap(
            head -> head.body((response, _) -> response.writeAndFlushWith(bytes.map(Mono::just))));
  }

  /** A table has no place for completeness but in front. */
  private Mono<ServerResponse.BodyBuilder> head(FlowQuestion question, FlowFormat format) {
    ServerResponse.BodyBuilder head =
        ServerResponse.ok().contentType(format.mediaType()).header("X-Accel-Buffering", "no");
    if (format != FlowFormat.CSV) {
      return Mono.just(head);
    }
    head.header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"flows.csv\"");
    return Mono.fromCallable(() -> coverage.of(question.range()))
        .subscribeOn(virtual)
        .map(covered -> head.header(COMPLETENESS, covered.text()));
  }

  private void write(
      FlowQuestion question, FlowFormat format, OutputStream out, BooleanSupplier gone) {
    FlowLines lines = new FlowLines(out, format);
    FlowReading.End end = new FlowReading(store, question, lines, System::nanoTime, gone).read();
    lines.end(end, question.order(), coverage.of(question.range()));
  }
}
