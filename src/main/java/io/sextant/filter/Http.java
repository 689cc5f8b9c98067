package io.sextant.filter;

import com.google.re2j.Pattern;
import io.sextant.flow.Event;
import io.sextant.flow.Flow;
import io.sextant.flow.L7;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** By a part of an HTTP request or response. */
public sealed interface Http extends Criterion {

  boolean test(L7.Http message);

  /** The field's name in Hubble's API. */
  String field();

  @Override
  default boolean test(Event event) {
    return event instanceof Flow flow
        && flow.extras().l7() instanceof L7(_, _, L7.Http message)
        && test(message);
  }

  @Override
  default int cost() {
    return 20;
  }

  /**
   * By status; requests have none.
   *
   * @param codes whole codes, or their first one or two digits: 404, 40, 4
   */
  record Status(Set<Integer> codes) implements Http {
    public Status {
      codes = Set.copyOf(codes);
    }

    /** Reads {@code 404}, {@code 40+} or {@code 4+}. */
    public static Status parse(List<String> texts) {
      return new Status(texts.stream().map(Status::code).collect(Collectors.toSet()));
    }

    @Override
    public boolean test(L7.Http message) {
      int code = message.code();
      return code >= 100
          && (codes.contains(code) || codes.contains(code / 10) || codes.contains(code / 100));
    }

    @Override
    public String field() {
      return "http_status_code";
    }

    private static int code(String text) {
      if (text.matches("[1-5][0-9]{2}|[1-5][0-9]?\\+")) {
        return Integer.parseInt(text.replace("+", ""));
      }
      throw InvalidFilterException.value(
          "http_status_code", text, "is not a status such as 404, 40+ or 4+");
    }
  }

  /** By method, without regard to case. */
  record Methods(List<String> methods) implements Http {
    public Methods {
      methods = List.copyOf(methods);
    }

    @Override
    public boolean test(L7.Http message) {
      return methods.stream().anyMatch(message.method()::equalsIgnoreCase);
    }

    @Override
    public String field() {
      return "http_method";
    }
  }

  /** By the decoded path of the URL. */
  record Paths(List<Pattern> patterns) implements Http {
    public static Paths parse(List<String> texts) {
      return new Paths(texts.stream().map(text -> Expression.compile("http_path", text)).toList());
    }

    @Override
    public boolean test(L7.Http message) {
      String path = UrlPath.of(message.url());
      return path != null && patterns.stream().anyMatch(pattern -> pattern.matcher(path).find());
    }

    @Override
    public String field() {
      return "http_path";
    }

    @Override
    public int cost() {
      return 200;
    }
  }

  /** By the URL as it was sent. */
  record Urls(List<Pattern> patterns) implements Http {
    public static Urls parse(List<String> texts) {
      return new Urls(texts.stream().map(text -> Expression.compile("http_url", text)).toList());
    }

    @Override
    public boolean test(L7.Http message) {
      return patterns.stream().anyMatch(pattern -> pattern.matcher(message.url()).find());
    }

    @Override
    public String field() {
      return "http_url";
    }

    @Override
    public int cost() {
      return 100;
    }
  }

  /** By a header's exact name and value. */
  record Headers(Set<L7.Header> headers) implements Http {
    public Headers {
      headers = Set.copyOf(headers);
    }

    @Override
    public boolean test(L7.Http message) {
      return message.headers().stream().anyMatch(headers::contains);
    }

    @Override
    public String field() {
      return "http_header";
    }
  }
}
