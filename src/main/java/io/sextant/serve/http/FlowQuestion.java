package io.sextant.serve.http;

import io.sextant.flow.Event;
import io.sextant.flow.GoDuration;
import io.sextant.store.EventStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.util.MultiValueMap;

/**
 * Which flows a request wants.
 *
 * @param start sequence number to begin at; with the newest first, before
 * @param limit most rows
 * @param timeout after which the answer is cut off
 */
record FlowQuestion(
    Predicate<Event> wanted,
    TimeRange range,
    Order order,
    OptionalLong start,
    long limit,
    Optional<Duration> timeout) {
  static final int MOST_PER_PAGE = 10_000;

  private static final String LAST = "last";
  private static final String LIMIT = "limit";
  private static final String TIMEOUT = "timeout";
  private static final int DEFAULT_PER_PAGE = 100;
  private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration LONGEST_TIMEOUT = Duration.ofMinutes(10);
  private static final List<String> NOT_WITH_LAST =
      List.of(LIMIT, Order.PARAMETER, Cursor.PARAMETER);

  /** Parameters that are no criteria. */
  private static final Set<String> OTHERS =
      Set.of(
          TimeRange.SINCE,
          TimeRange.UNTIL,
          LAST,
          LIMIT,
          Order.PARAMETER,
          Cursor.PARAMETER,
          TIMEOUT,
          FlowFormat.PARAMETER);

  /**
   * Reads a request.
   *
   * @param store that cursors have to be of
   * @throws BadParameter for a parameter that is not known, a wrong value, or two that contradict
   */
  static FlowQuestion parse(
      MultiValueMap<String, String> query, FlowFormat format, EventStore store, Instant now) {
    Predicate<Event> wanted = Criteria.flows(query, OTHERS);
    TimeRange range = TimeRange.parse(query, now);
    refuseWithLast(query);
    Optional<Duration> timeout = timeout(query, format);
    String text = query.getFirst(Cursor.PARAMETER);
    Cursor cursor = text == null ? null : Cursor.parse(text, store);
    return new FlowQuestion(
        wanted,
        cursor == null ? range : cursor.range(),
        order(query, cursor),
        cursor == null ? OptionalLong.empty() : OptionalLong.of(cursor.sequence()),
        limit(query, format),
        timeout);
  }

  /** Where the next page of this question begins. */
  Cursor cursor(String store, long sequence) {
    return new Cursor(store, order, range, sequence);
  }

  private static void refuseWithLast(MultiValueMap<String, String> query) {
    for (String other : NOT_WITH_LAST) {
      if (query.containsKey(LAST) && query.containsKey(other)) {
        throw new BadParameter(
            other,
            String.valueOf(query.getFirst(other)),
            "no last beside it: last=N gives the newest N, the oldest of them first, and no page more");
      }
    }
  }

  private static Order order(MultiValueMap<String, String> query, @Nullable Cursor cursor) {
    if (query.containsKey(LAST)) {
      return Order.LAST;
    }
    Order order = Order.parse(query, cursor == null ? Order.NEWEST : cursor.order());
    if (cursor != null && order != cursor.order()) {
      throw new BadParameter(
          Order.PARAMETER, order.text(), cursor.order().text() + ", as the cursor has it");
    }
    return order;
  }

  private static long limit(MultiValueMap<String, String> query, FlowFormat format) {
    if (query.containsKey(LAST)) {
      return Criteria.number(query, LAST, MOST_PER_PAGE, DEFAULT_PER_PAGE);
    }
    if (format == FlowFormat.JSON) {
      return Criteria.number(query, LIMIT, MOST_PER_PAGE, DEFAULT_PER_PAGE);
    }
    String text = query.getFirst(LIMIT);
    if (text == null) {
      return Long.MAX_VALUE;
    }
    long number = Fields.number(text);
    if (number < 0) {
      throw new BadParameter(LIMIT, text, "a number of rows");
    }
    return number;
  }

  private static Optional<Duration> timeout(
      MultiValueMap<String, String> query, FlowFormat format) {
    String text = query.getFirst(TIMEOUT);
    if (text == null) {
      return format == FlowFormat.JSON ? Optional.of(DEFAULT_TIMEOUT) : Optional.empty();
    }
    Optional<Duration> timeout = GoDuration.parse(text).filter(Duration::isPositive);
    if (timeout.isEmpty()
        || (format == FlowFormat.JSON && timeout.get().compareTo(LONGEST_TIMEOUT) > 0)) {
      throw new BadParameter(TIMEOUT, text, "a duration, as 500ms or 10s, of a page 10m at most");
    }
    return timeout;
  }
}
