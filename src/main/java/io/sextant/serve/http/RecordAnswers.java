package io.sextant.serve.http;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.util.MultiValueMap;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** What was lost, and what names meant: answers about flows that are not flows. */
final class RecordAnswers {
  private static final String SINCE = "since";
  private static final String UNTIL = "until";
  private static final String KIND = "kind";
  private static final String KEY = "key";
  private static final String AT = "at";
  private static final Pattern AGO = Pattern.compile("([0-9]{1,6})(s|m|h|d)");
  private static final String TIME =
      "how long ago, as 30s, 15m, 2h or 7d, or a time, as 2026-01-31T15:04:05Z";

  private final LossBook losses;
  private final NameBook names;
  private final InstantSource clock;
  private final Scheduler virtual =
      Schedulers.fromExecutor(Executors.newVirtualThreadPerTaskExecutor());

  RecordAnswers(LossBook losses, NameBook names, InstantSource clock) {
    this.losses = losses;
    this.names = names;
    this.clock = clock;
  }

  /** An interval as it was understood, null where it has no end, and what was lost in it. */
  record Losses(
      @Nullable String since,
      @Nullable String until,
      long lost,
      List<LossBook.NodeLosses> nodes,
      List<LossBook.RunTimes> runs) {}

  /** Facts that were asked for. */
  record Names(List<NameBook.Row> names) {}

  Mono<ServerResponse> losses(ServerRequest request) {
    MultiValueMap<String, String> parameters = request.queryParams();
    refuseOthers(parameters, Set.of(SINCE, UNTIL));
    Long since = time(parameters, SINCE);
    Long until = time(parameters, UNTIL);
    if (since != null && until != null && since > until) {
      throw new BadParameter(
          SINCE, String.valueOf(parameters.getFirst(SINCE)), "a time before until");
    }
    return json(() -> {
      LossBook.Report report =
          losses.losses(
              since == null ? Long.MIN_VALUE : since, until == null ? Long.MAX_VALUE : until);
      return new Losses(text(since), text(until), report.lost(), report.nodes(), report.runs());
    });
  }

  Mono<ServerResponse> names(ServerRequest request) {
    MultiValueMap<String, String> parameters = request.queryParams();
    refuseOthers(parameters, Set.of(KIND, KEY, AT));
    NameBook.Kind kind = kind(parameters.getFirst(KIND));
    String key = parameters.getFirst(KEY);
    Long at = time(parameters, AT);
    return names.isKept() ? json(() -> new Names(rows(kind, key, at))) : notKept();
  }

  /** Of a key all that ever held, unless a time is given; of a kind what held then, or holds. */
  private List<NameBook.Row> rows(NameBook.Kind kind, @Nullable String key, @Nullable Long at) {
    List<NameBook.Entry> entries =
        key == null
            ? names.at(kind, at == null ? nanos(clock.instant()) : at)
            : names.history(kind, key).stream()
                .filter(entry -> at == null || entry.heldAt(at))
                .toList();
    return entries.stream().map(entry -> entry.row(kind)).toList();
  }

  private static NameBook.Kind kind(@Nullable String text) {
    for (NameBook.Kind kind : NameBook.Kind.values()) {
      if (name(kind).equals(text)) {
        return kind;
      }
    }
    String kinds =
        Arrays.stream(NameBook.Kind.values())
            .map(RecordAnswers::name)
            .collect(Collectors.joining(", "));
    throw new BadParameter(KIND, text == null ? "" : text, "one of " + kinds);
  }

  private static String name(NameBook.Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  private static void refuseOthers(MultiValueMap<String, String> parameters, Set<String> known) {
    for (String name : parameters.keySet()) {
      if (!known.contains(name)) {
        String value = String.valueOf(parameters.getFirst(name));
        String names = known.stream().sorted().collect(Collectors.joining(", "));
        throw new BadParameter(name, value, "one of the parameters " + names);
      }
    }
  }

  private @Nullable Long time(MultiValueMap<String, String> parameters, String name) {
    String text = parameters.getFirst(name);
    if (text == null) {
      return null;
    }
    try {
      Matcher ago = AGO.matcher(text);
      return nanos(
          ago.matches()
              ? clock.instant().minus(length(Long.parseLong(ago.group(1)), ago.group(2)))
              : Instant.parse(text));
    } catch (DateTimeException | ArithmeticException e) {
      throw new BadParameter(name, text, TIME);
    }
  }

  private static Duration length(long number, String unit) {
    return switch (unit) {
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      default -> Duration.ofDays(number);
    };
  }

  private static long nanos(Instant time) {
    return Math.addExact(
        Math.multiplyExact(time.getEpochSecond(), 1_000_000_000L), (long) time.getNano());
  }

  private static @Nullable String text(@Nullable Long nanos) {
    return nanos == null ? null : FlowRow.time(nanos);
  }

  private Mono<ServerResponse> json(Callable<Object> make) {
    return Mono.fromCallable(() -> Json.of(make.call()))
        .subscribeOn(virtual)
        .flatMap(
            text -> ServerResponse.ok().contentType(MediaType.APPLICATION_JSON).bodyValue(text));
  }

  private static Mono<ServerResponse> notKept() {
    ProblemDetail problem = ProblemDetail.forStatus(HttpStatus.NOT_FOUND);
    problem.setTitle("Names are not kept");
    problem.setDetail("This server keeps no history, so it does not know what names meant.");
    return ServerResponse.status(HttpStatus.NOT_FOUND)
        .contentType(MediaType.APPLICATION_PROBLEM_JSON)
        .bodyValue(problem);
  }
}
