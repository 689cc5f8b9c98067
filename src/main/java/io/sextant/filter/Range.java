package io.sextant.filter;

import io.sextant.flow.Endpoint;
import io.sextant.flow.Event;
import io.sextant.flow.EventType;
import io.sextant.flow.Flow;
import io.sextant.flow.L7;
import org.jspecify.annotations.Nullable;

/**
 * By a number between two bounds, both of which belong to it. What has no such number never fits.
 *
 * @param from at most as large as {@code to}, or the range is empty
 */
public record Range(Quantity quantity, long from, long to) implements Criterion {

  /** What is counted or measured. */
  public enum Quantity {
    SOURCE_PORT,
    DESTINATION_PORT,
    /** Unsigned. */
    SOURCE_IDENTITY,
    DESTINATION_IDENTITY,
    /** How a policy entry matched, of policy verdicts; see {@link io.sextant.flow.PolicyMatch}. */
    POLICY_MATCH,
    /** Of HTTP responses. */
    HTTP_STATUS,
    /** From request to response, in nanoseconds. */
    LATENCY,
    /** In nanoseconds since the epoch; all events have one. */
    TIME
  }

  @Override
  public boolean test(Event event) {
    if (quantity == Quantity.TIME) {
      return within(event.timeNanos());
    }
    if (!(event instanceof Flow flow)) {
      return false;
    }
    return switch (quantity) {
      case SOURCE_PORT -> flow.protocol().hasPorts() && port(flow.sourcePort());
      case DESTINATION_PORT -> flow.protocol().hasPorts() && port(flow.destinationPort());
      case SOURCE_IDENTITY -> identity(flow.source());
      case DESTINATION_IDENTITY -> identity(flow.destination());
      case POLICY_MATCH ->
          flow.eventType() == EventType.POLICY_VERDICT && within(flow.policyMatchType());
      case HTTP_STATUS ->
          flow.extras().l7() instanceof L7(_, _, L7.Http http)
              && http.code() != 0
              && within(http.code());
      case LATENCY -> latency(flow.extras().l7());
      case TIME -> within(flow.timeNanos());
    };
  }

  @Override
  public @Nullable Side endpointSide() {
    return switch (quantity) {
      case SOURCE_IDENTITY -> Side.SOURCE;
      case DESTINATION_IDENTITY -> Side.DESTINATION;
      default -> null;
    };
  }

  @Override
  public int cost() {
    return 3;
  }

  private boolean port(int port) {
    return within(port & 0xffff);
  }

  private boolean identity(Endpoint endpoint) {
    return within(Integer.toUnsignedLong(endpoint.identity())) && !endpoint.equals(Endpoint.ABSENT);
  }

  private boolean latency(@Nullable L7 l7) {
    return l7 != null && l7.latencyNanos() != 0 && within(l7.latencyNanos());
  }

  private boolean within(long number) {
    return number >= from && number <= to;
  }
}
