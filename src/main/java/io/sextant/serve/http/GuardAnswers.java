package io.sextant.serve.http;

import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Answers about policies, endpoints and identities of this node. */
final class GuardAnswers {
  private static final String FROM = "from";
  private static final String TO = "to";
  private static final String PORT = "port";

  private final @Nullable GuardBook book;
  private final Scheduler virtual =
      Schedulers.fromExecutor(Executors.newVirtualThreadPerTaskExecutor());

  /**
   * @param book null where nothing is guarded
   */
  GuardAnswers(@Nullable GuardBook book) {
    this.book = book;
  }

  private interface Question {
    Object ask(GuardBook book) throws Exception;
  }

  Mono<ServerResponse> policies(ServerRequest request) {
    return answer(request, Set.of(), GuardBook::policies);
  }

  Mono<ServerResponse> endpoints(ServerRequest request) {
    return answer(request, Set.of(), GuardBook::endpoints);
  }

  Mono<ServerResponse> identities(ServerRequest request) {
    return answer(request, Set.of(), GuardBook::identities);
  }

  Mono<ServerResponse> reconcile(ServerRequest request) {
    return answer(request, Set.of(), GuardBook::compare);
  }

  Mono<ServerResponse> trace(ServerRequest request) {
    return answer(
        request,
        Set.of(FROM, TO, PORT),
        asked -> {
          String from = parameter(request, FROM, "NAMESPACE/POD or an address");
          String to = parameter(request, TO, "NAMESPACE/POD or an address");
          String port = parameter(request, PORT, "a port and protocol, as 80/tcp");
          try {
            return asked.trace(from, to, port);
          } catch (IllegalArgumentException e) {
            throw new BadParameter(
                "from, to, port",
                "%s, %s, %s".formatted(from, to, port),
                String.valueOf(e.getMessage()));
          }
        });
  }

  private static String parameter(ServerRequest request, String name, String expected) {
    return request
        .queryParam(name)
        .filter(value -> !value.isEmpty())
        .orElseThrow(() -> new BadParameter(name, "", expected));
  }

  private Mono<ServerResponse> answer(ServerRequest request, Set<String> known, Question question) {
    for (String name : request.queryParams().keySet()) {
      if (!known.contains(name)) {
        throw new BadParameter(
            name,
            String.valueOf(request.queryParams().getFirst(name)),
            known.isEmpty() ? "no parameter" : "only " + String.join(", ", known));
      }
    }
    GuardBook asked = book;
    return asked == null ? nothingGuarded() : json(() -> question.ask(asked));
  }

  private Mono<ServerResponse> json(Callable<Object> answer) {
    return Mono.fromCallable(answer)
        .subscribeOn(virtual)
        .map(Json::of)
        .flatMap(
            text -> ServerResponse.ok().contentType(MediaType.APPLICATION_JSON).bodyValue(text));
  }

  private static Mono<ServerResponse> nothingGuarded() {
    ProblemDetail problem = ProblemDetail.forStatus(HttpStatus.NOT_FOUND);
    problem.setTitle("Nothing is guarded here");
    problem.setDetail(
        "This process enforces no policies: ask one that was started with run --role all or agent.");
    return ServerResponse.status(problem.getStatus())
        .contentType(MediaType.APPLICATION_PROBLEM_JSON)
        .bodyValue(problem);
  }
}
