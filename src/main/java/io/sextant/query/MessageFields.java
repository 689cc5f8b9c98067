package io.sextant.query;

import io.sextant.filter.Condition;
import io.sextant.filter.Contains;
import io.sextant.filter.Http;
import io.sextant.filter.Named;
import io.sextant.filter.Named.What;
import io.sextant.filter.Range;
import io.sextant.filter.Range.Quantity;
import io.sextant.filter.Text;
import io.sextant.flow.Words;
import io.sextant.query.QueryField.Whole;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Fields about what applications say, and words without a field. */
final class MessageFields {
  private static final int MOST_WORDS = 32;
  private static final Pattern DURATION =
      Pattern.compile("([0-9]{1,9})(\\.[0-9]{1,9})?(ns|us|µs|ms|s|m|h)");
  private static final Map<String, Long> UNITS =
      Map.of(
          "ns",
          1L,
          "us",
          1_000L,
          "µs",
          1_000L,
          "ms",
          1_000_000L,
          "s",
          1_000_000_000L,
          "m",
          60_000_000_000L,
          "h",
          3_600_000_000_000L);
  private static final Bounds.Kind STATUS =
      new Bounds.Kind(text -> NetworkFields.number(text, 999), true);
  private static final Bounds.Kind LATENCY = new Bounds.Kind(MessageFields::nanos, true);

  static final List<QueryField> ALL =
      List.of(
          new QueryField(
              "status",
              List.of(),
              "an HTTP status such as 404, 5xx, 500-599 or >=400",
              List.of("status:5xx", "status:400-499"),
              List.of("1xx", "2xx", "3xx", "4xx", "5xx"),
              new Whole(true, MessageFields::status)),
          new QueryField(
              "method",
              List.of(),
              "an HTTP method",
              List.of("method:POST"),
              List.of(
                  "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "CONNECT", "TRACE"),
              new Whole(true, value -> new Http.Methods(List.of(value.text())))),
          field(
              "url",
              "a part of an HTTP request's URL, or with stars the whole of it",
              "url:/api/cart",
              value -> new Named(What.HTTP_URL, null, value.partly())),
          field(
              "path",
              "a part of a URL's path, or with stars the whole of it",
              "path:/api/*/items",
              value -> new Named(What.HTTP_PATH, null, value.partly())),
          new QueryField(
              "latency",
              List.of(),
              "how long a response took, with its unit, such as >100ms or 1s-5s",
              List.of("latency:>100ms"),
              List.of(),
              new Whole(true, MessageFields::latency)),
          new QueryField(
              "text",
              List.of("summary"),
              "a part of a name, address or summary, or the beginning of a word of a message",
              List.of("text:checkout", "\"policy denied\""),
              List.of(),
              new Whole(false, MessageFields::text)));

  private MessageFields() {}

  private static QueryField field(String name, String takes, String example, Whole.OfFlow reader) {
    return new QueryField(
        name, List.of(), takes, List.of(example), List.of(), new Whole(false, reader));
  }

  private static Condition status(Value value) {
    String text = value.text();
    if (text.matches("[1-9][xX]{2}")) {
      long first = (text.charAt(0) - '0') * 100L;
      return new Range(Quantity.HTTP_STATUS, first, first + 99);
    }
    Bounds bounds = Bounds.read(text, STATUS);
    return new Range(Quantity.HTTP_STATUS, bounds.from(), bounds.to());
  }

  private static Condition latency(Value value) {
    Bounds bounds = Bounds.read(value.text(), LATENCY);
    return new Range(Quantity.LATENCY, bounds.from(), bounds.to());
  }

  private static long nanos(String text) {
    Matcher parts = DURATION.matcher(text);
    if (!parts.matches()) {
      throw new BadValue();
    }
    long unit = UNITS.getOrDefault(parts.group(3), 1L);
    String fraction = parts.group(2);
    double part = fraction == null ? 0 : Double.parseDouble("0" + fraction);
    return Long.parseLong(parts.group(1)) * unit + (long) (part * unit);
  }

  private static Condition text(Value value) {
    String part = value.quoted() ? value.text() : value.text().replaceFirst("\\*+$", "");
    if (part.isEmpty()) {
      return Condition.EVERYTHING;
    }
    if (!value.quoted() && part.indexOf('*') >= 0) {
      throw new BadValue("a star only at the end of a word, or in quotation marks");
    }
    List<Condition> anywhere = new ArrayList<>();
    for (Contains.Where where : Contains.Where.values()) {
      anywhere.add(new Contains(where, part));
    }
    List<Condition> words = words(part, value.quoted());
    if (!words.isEmpty()) {
      anywhere.add(Condition.all(words));
    }
    return Condition.any(anywhere);
  }

  /** What must be said: each word, of those at the end the beginning, as they may go on. */
  private static List<Condition> words(String text, boolean whole) {
    List<String> tokens = new ArrayList<>();
    Words.split(text, tokens::add);
    if (tokens.size() > MOST_WORDS) {
      throw new BadValue("at most " + MOST_WORDS + " words");
    }
    String lower = text.toLowerCase(Locale.ROOT);
    List<Condition> words = new ArrayList<>();
    for (String token : tokens) {
      words.add(new Text(token, !whole && lower.endsWith(token)));
    }
    return words;
  }
}
