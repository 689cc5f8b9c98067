package io.sextant.serve.http;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.sextant.filter.Condition;
import io.sextant.servicemap.MapSnapshot;
import io.sextant.servicemap.PastMap;
import io.sextant.store.Aggregation;
import io.sextant.store.EventStore;
import io.sextant.store.GroupField;
import io.sextant.store.Groups;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.util.MultiValueMap;

/** What is answered about a time that is over. */
final class PastAnswers {
  private static final String BY = "by";
  private static final String BUCKET = "bucket";
  private static final String LIMIT = "limit";
  private static final String FORMAT = "format";
  private static final int DEFAULT_LIMIT = 100;
  private static final int MOST_STRETCHES = 10_000;
  private static final Set<String> MAP_PARAMETERS = Set.of(TimeRange.SINCE, TimeRange.UNTIL);
  private static final Set<String> PARAMETERS =
      Set.of(BY, BUCKET, LIMIT, FORMAT, TimeRange.SINCE, TimeRange.UNTIL);

  /**
   * A map and what it was drawn from.
   *
   * @param since earliest time that was looked at, null when there was nothing
   * @param lost as {@code completeness} has it
   * @param missed events that left the memory while it was drawn
   */
  record DrawnMap(
      @JsonUnwrapped MapSnapshot map,
      @Nullable String since,
      @Nullable String until,
      long lost,
      long missed,
      Completeness completeness) {}

  private final EventStore store;
  private final PastMap map;
  private final Coverage coverage;
  private final InstantSource clock;

  PastAnswers(EventStore store, PastMap map, Coverage coverage, InstantSource clock) {
    this.store = store;
    this.map = map;
    this.coverage = coverage;
    this.clock = clock;
  }

  /** Counts; the parameters are read at once, the flows when it is run. */
  Aggregation aggregation(MultiValueMap<String, String> query) {
    Condition wanted = Criteria.condition(query, PARAMETERS);
    TimeRange range = TimeRange.parse(query, clock.instant());
    return new Aggregation(
        range.sinceNanos(),
        range.untilNanos(),
        wanted,
        by(query.getOrDefault(BY, List.of())),
        bucket(query.getFirst(BUCKET), range),
        Criteria.number(query, LIMIT, Aggregation.MOST_GROUPS, DEFAULT_LIMIT));
  }

  GroupRows count(Aggregation aggregation) {
    Groups groups = store.aggregate(aggregation);
    return GroupRows.of(
        groups, coverage.of(new TimeRange(aggregation.sinceNanos(), aggregation.untilNanos())));
  }

  /**
   * Whether comma-separated values are asked for.
   *
   * @param accepted whether the request prefers them by its headers
   */
  static boolean isCsv(MultiValueMap<String, String> query, boolean accepted) {
    String format = query.getFirst(FORMAT);
    return switch (format) {
      case null -> accepted;
      case "csv" -> true;
      case "json" -> false;
      default -> throw new BadParameter(FORMAT, format, "json or csv");
    };
  }

  /** Draws the map of a time, of some flows, or of all; null where the living map is asked for. */
  @Nullable Drawing drawing(MultiValueMap<String, String> query) {
    Condition wanted = Criteria.condition(query, MAP_PARAMETERS);
    TimeRange range = TimeRange.parse(query, clock.instant());
    if (!range.isLimited() && wanted.equals(Condition.EVERYTHING)) {
      return null;
    }
    return () -> draw(range, wanted);
  }

  /** A map to be drawn. */
  interface Drawing {
    DrawnMap draw();
  }

  private DrawnMap draw(TimeRange range, Condition wanted) {
    PastMap.Drawn drawn = map.draw(range.sinceNanos(), range.untilNanos(), wanted);
    Completeness completeness = coverage.of(range);
    boolean some = drawn.sinceNanos() <= drawn.untilNanos();
    return new DrawnMap(
        drawn.map(),
        some ? FlowRow.time(drawn.sinceNanos()) : null,
        some ? FlowRow.time(drawn.untilNanos()) : null,
        completeness.lost(),
        drawn.missed(),
        completeness);
  }

  private static List<GroupField> by(List<String> values) {
    List<GroupField> fields = new ArrayList<>();
    for (String value : values) {
      for (String name : value.split(",", -1)) {
        GroupField field = GroupField.named(name);
        if (field == null || fields.contains(field)) {
          throw new BadParameter(BY, value, "different ones of " + GroupField.names());
        }
        fields.add(field);
      }
    }
    return fields;
  }

  private static long bucket(@Nullable String text, TimeRange range) {
    if (text == null) {
      return 0;
    }
    Duration length = duration(text);
    if (length == null || length.isZero()) {
      throw new BadParameter(BUCKET, text, "a length of time such as 10s, 1m or 1h");
    }
    double stretches = ((double) range.untilNanos() - range.sinceNanos()) / length.toNanos();
    if (range.sinceNanos() != Long.MIN_VALUE
        && range.untilNanos() != Long.MAX_VALUE
        && stretches > MOST_STRETCHES) {
      throw new BadParameter(
          BUCKET, text, "a length that parts the time into " + MOST_STRETCHES + " at most");
    }
    return length.toNanos();
  }

  /** A whole number with a unit, or null for what is none. */
  private static @Nullable Duration duration(String text) {
    if (!text.matches("[0-9]{1,6}[smhd]")) {
      return null;
    }
    int last = text.length() - 1;
    long number = Long.parseLong(text.substring(0, last));
    return switch (text.charAt(last)) {
      case 's' -> Duration.ofSeconds(number);
      case 'm' -> Duration.ofMinutes(number);
      case 'h' -> Duration.ofHours(number);
      default -> Duration.ofDays(number);
    };
  }
}
