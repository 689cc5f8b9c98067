package io.sextant.serve.http;

import io.sextant.filter.Uuids;
import io.sextant.flow.Flow;
import io.sextant.store.Answer;
import io.sextant.store.EventStore;
import io.sextant.store.Query;
import java.io.IOException;
import java.util.List;
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

  private static final String FLOW = "flow";
  private static final String POLICY = "policy";

  private final @Nullable GuardBook book;
  private final EventStore store;
  private final Scheduler virtual =
      Schedulers.fromExecutor(Executors.newVirtualThreadPerTaskExecutor());

  /**
   * @param book null where nothing is guarded
   * @param store where flows that are asked about are
   */
  GuardAnswers(@Nullable GuardBook book, EventStore store) {
    this.book = book;
    this.store = store;
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
          } catch (GuardBook.WrongPart e) {
            throw new BadParameter(e.name(), parameter(request, e.name(), ""), e.expected());
          }
        });
  }

  /** Of a flow, or of a policy. */
  Mono<ServerResponse> explain(ServerRequest request) {
    boolean ofFlow = request.queryParam(FLOW).isPresent();
    if (ofFlow == request.queryParam(POLICY).isPresent()) {
      throw new BadParameter(
          ofFlow ? POLICY : FLOW, "", "either flow=UUID or policy=[KIND/][NAMESPACE/]NAME");
    }
    return answer(
        request,
        Set.of(FLOW, POLICY),
        asked -> ofFlow ? asked.explain(flow(request)) : policies(asked, request));
  }

  private static List<GuardBook.PolicyReasons> policies(GuardBook asked, ServerRequest request)
      throws IOException {
    String policy = parameter(request, POLICY, "the name of a policy");
    try {
      return asked.explain(policy);
    } catch (IllegalArgumentException e) {
      throw new BadParameter(POLICY, policy, String.valueOf(e.getMessage()));
    }
  }

  private Flow flow(ServerRequest request) {
    String expected = "the UUID of a flow that is still kept, as in the field uuid of flows";
    String uuid = parameter(request, FLOW, expected);
    Uuids wanted = Uuids.parse(List.of(uuid));
    if (!wanted.ids().isEmpty()) {
      try (Answer answer = store.query(Query.last(1, wanted))) {
        while (!answer.ended()) {
          if (answer.next() instanceof Flow found) {
            return found;
          }
        }
      }
    }
    throw new BadParameter(FLOW, uuid, expected);
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
            text -> ServerResponse.ok().contentType(MediaType.APPLICATION_JSON).bodyValue(text))
        .onErrorResume(IOException.class, GuardAnswers::unavailable);
  }

  private static Mono<ServerResponse> unavailable(IOException reason) {
    ProblemDetail problem = ProblemDetail.forStatus(HttpStatus.SERVICE_UNAVAILABLE);
    problem.setTitle("The node cannot say");
    problem.setDetail(reason.getMessage());
    return problem(problem);
  }

  private static Mono<ServerResponse> nothingGuarded() {
    ProblemDetail problem = ProblemDetail.forStatus(HttpStatus.NOT_FOUND);
    problem.setTitle("Nothing is guarded here");
    problem.setDetail(
        "This process enforces no policies: ask one that was started with run --role all or agent.");
    return problem(problem);
  }

  private static Mono<ServerResponse> problem(ProblemDetail problem) {
    return ServerResponse.status(problem.getStatus())
        .contentType(MediaType.APPLICATION_PROBLEM_JSON)
        .bodyValue(problem);
  }
}
