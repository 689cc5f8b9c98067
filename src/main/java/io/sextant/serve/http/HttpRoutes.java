package io.sextant.serve.http;

import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import io.sextant.query.QueryException;
import java.time.Duration;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.web.reactive.function.server.HandlerFunction;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** All paths of the HTTP port. */
final class HttpRoutes {
  private static final CacheControl FOREVER =
      CacheControl.maxAge(Duration.ofDays(365)).cachePublic().immutable();

  private static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self';"
          + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private HttpRoutes() {}

  /** The table. */
  static RouterFunction<ServerResponse> table(
      LiveAnswers live,
      FlowAnswers flows,
      RecordAnswers records,
      RecordingAnswer recording,
      GuardAnswers guard,
      Pages pages,
      BooleanSupplier alive,
      BooleanSupplier ready) {
    return route()
        .add(pages(pages))
        .GET("/healthz", _ -> health(alive.getAsBoolean()))
        .GET("/readyz", _ -> health(ready.getAsBoolean()))
        .GET("/api/v1/flows", flows::flows)
        .GET("/api/v1/map", live::map)
        .GET("/api/v1/aggregate", live::aggregate)
        .GET("/api/v1/status", live::status)
        .GET("/api/v1/nodes", live::nodes)
        .GET("/api/v1/query", live::query)
        .GET("/api/v1/stream", live::stream)
        .GET("/api/v1/losses", records::losses)
        .GET("/api/v1/names", records::names)
        .GET("/api/v1/recording", recording::recording)
        .GET("/api/v1/policies", guard::policies)
        .GET("/api/v1/policies/trace", guard::trace)
        .GET("/api/v1/policies/explain", guard::explain)
        .GET("/api/v1/endpoints", guard::endpoints)
        .GET("/api/v1/identities", guard::identities)
        .GET("/api/v1/reconcile", guard::reconcile)
        .route(_ -> true, HttpRoutes::unknown)
        .filter(HttpRoutes::guard)
        .build();
  }

  private static RouterFunction<ServerResponse> pages(Pages pages) {
    return switch (pages) {
      case SERVED -> {
        Shell shell = Shell.read();
        yield route()
            .GET("/", _ -> page(shell))
            .add(files("/app/assets/**", FOREVER))
            .add(files("/app/**", CacheControl.noCache()))
            .build();
      }
      case NONE -> route().GET("/", _ -> noPage()).build();
    };
  }

  private static Mono<ServerResponse> noPage() {
    ProblemDetail problem = ProblemDetail.forStatus(HttpStatus.NOT_FOUND);
    problem.setTitle("No page here");
    problem.setDetail(
        "This process serves REST alone (sextant.http.page is false, as for run --role agent): the page is where its flows are collected, run --role server.");
    return problem(problem);
  }

  private static RouterFunction<ServerResponse> files(String paths, CacheControl caching) {
    String folder = "static" + paths.replace("**", "");
    return RouterFunctions.resources(
        paths, new ClassPathResource(folder), (_, headers) -> headers.setCacheControl(caching));
  }

  /** Before an answer its headers; after a failure of ours a problem instead of it. */
  private static Mono<ServerResponse> guard(
      ServerRequest request, HandlerFunction<ServerResponse> next) {
    HttpHeaders headers = request.exchange().getResponse().getHeaders();
    headers.set("Content-Security-Policy", CONTENT_SECURITY_POLICY);
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("Referrer-Policy", "no-referrer");
    headers.set("Cross-Origin-Opener-Policy", "same-origin");
    headers.set("Cross-Origin-Resource-Policy", "same-origin");
    headers.setCacheControl(CacheControl.noStore());
    return Mono.defer(() -> next.handle(request))
        .onErrorResume(BadParameter.class, HttpRoutes::badParameter)
        .onErrorResume(QueryException.class, HttpRoutes::badQuery)
        .onErrorResume(NotAcceptable.class, HttpRoutes::notAcceptable);
  }

  private static Mono<ServerResponse> page(Shell shell) {
    return ServerResponse.ok()
        .contentType(MediaType.TEXT_HTML)
        .cacheControl(CacheControl.noCache())
        .render("index", Map.of("shell", shell));
  }

  private static Mono<ServerResponse> health(boolean well) {
    return ServerResponse.status(well ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE)
        .contentType(MediaType.TEXT_PLAIN)
        .bodyValue(well ? "ok" : "not ready");
  }

  private static Mono<ServerResponse> badParameter(BadParameter bad) {
    ProblemDetail problem = ProblemDetail.forStatus(HttpStatus.BAD_REQUEST);
    problem.setTitle("Wrong parameter");
    problem.setDetail(
        "Parameter %s has the value \"%s\"; expected %s."
            .formatted(bad.parameter(), bad.value(), bad.expected()));
    problem.setProperty("parameter", bad.parameter());
    problem.setProperty("value", bad.value());
    problem.setProperty("expected", bad.expected());
    return problem(problem);
  }

  private static Mono<ServerResponse> badQuery(QueryException bad) {
    ProblemDetail problem = ProblemDetail.forStatus(HttpStatus.BAD_REQUEST);
    problem.setTitle("Wrong query");
    problem.setDetail(bad.getMessage());
    problem.setProperty("parameter", Criteria.QUERY);
    problem.setProperty("column", bad.column());
    problem.setProperty("length", bad.length());
    problem.setProperty("message", bad.problem());
    return problem(problem);
  }

  private static Mono<ServerResponse> notAcceptable(NotAcceptable refused) {
    ProblemDetail problem = ProblemDetail.forStatus(HttpStatus.NOT_ACCEPTABLE);
    problem.setTitle("No such form");
    problem.setDetail(
        "Accept is \"%s\"; there is %s.".formatted(refused.accepted(), refused.offered()));
    return problem(problem);
  }

  private static Mono<ServerResponse> unknown(ServerRequest request) {
    ProblemDetail problem = ProblemDetail.forStatus(HttpStatus.NOT_FOUND);
    problem.setTitle("No such path");
    problem.setDetail(
        "%s %s does not exist; there are GET / and /api/v1/flows, map, aggregate, status, nodes, query, stream, losses, names, recording, policies, policies/trace, policies/explain, endpoints, identities, reconcile."
            .formatted(request.method(), request.path()));
    return problem(problem);
  }

  private static Mono<ServerResponse> problem(ProblemDetail problem) {
    return ServerResponse.status(problem.getStatus())
        .contentType(MediaType.APPLICATION_PROBLEM_JSON)
        .bodyValue(problem);
  }
}
