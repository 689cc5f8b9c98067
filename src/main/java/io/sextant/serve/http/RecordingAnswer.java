package io.sextant.serve.http;

import io.sextant.recording.Taps;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.util.MultiValueMap;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Raw samples as they pass, as a recording that ends when its time is over. */
final class RecordingAnswer {
  private static final String SECONDS = "seconds";
  private static final int DEFAULT_SECONDS = 10;
  private static final int MOST_SECONDS = 86_400;

  private final Taps taps;
  private final Executor virtual = Executors.newVirtualThreadPerTaskExecutor();

  RecordingAnswer(Taps taps) {
    this.taps = taps;
  }

  Mono<ServerResponse> recording(ServerRequest request) {
    Duration length = length(request.queryParams());
    if (taps.isFull()) {
      return full();
    }
    DataBufferFactory buffers = request.exchange().getResponse().bufferFactory();
    Flux<DataBuffer> bytes =
        Flux.from(
            DataBufferUtils.outputStreamPublisher(out -> record(out, length), buffers, virtual));
    return ServerResponse.ok()
        .contentType(MediaType.APPLICATION_OCTET_STREAM)
        .header("X-Accel-Buffering", "no")
        .body((response, _) -> response.writeAndFlushWith(bytes.map(Mono::just)));
  }

  private void record(OutputStream out, Duration length) {
    try {
      taps.record(out, length);
    } catch (IOException e) {
      throw new UncheckedIOException("the recording's reader is gone", e);
    }
  }

  private static Duration length(MultiValueMap<String, String> parameters) {
    for (String name : parameters.keySet()) {
      if (!name.equals(SECONDS)) {
        throw new BadParameter(
            name, String.valueOf(parameters.getFirst(name)), "the parameter " + SECONDS + " alone");
      }
    }
    return Duration.ofSeconds(Criteria.number(parameters, SECONDS, MOST_SECONDS, DEFAULT_SECONDS));
  }

  private static Mono<ServerResponse> full() {
    ProblemDetail problem = ProblemDetail.forStatus(HttpStatus.TOO_MANY_REQUESTS);
    problem.setTitle("Too many recordings");
    problem.setDetail("As many recordings are made already as the server bears; end one first.");
    return ServerResponse.status(HttpStatus.TOO_MANY_REQUESTS)
        .contentType(MediaType.APPLICATION_PROBLEM_JSON)
        .bodyValue(problem);
  }
}
