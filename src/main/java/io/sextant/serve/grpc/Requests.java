package io.sextant.serve.grpc;

import com.google.protobuf.Timestamp;
import io.sextant.flow.Event;
import io.sextant.proto.observer.GetAgentEventsRequest;
import io.sextant.proto.observer.GetDebugEventsRequest;
import io.sextant.proto.observer.GetFlowsRequest;
import io.sextant.store.Query;
import java.util.function.Predicate;

/**
 * Requests for streams as queries of the store.
 *
 * <pre>
 *   number  first  follow  since    answer
 *     N      no     any    any      the newest N (after since), oldest first; then new ones
 *     N      yes    no     any      the oldest N (after since)
 *     0      any    no     any      all (after since)
 *     0      no     yes    none     nothing of the past, then new ones
 *     0      no     yes    given    all after since, then new ones
 * </pre>
 *
 * With until, whatever is later is left out, and following ends when that time is over.
 */
final class Requests {
  private Requests() {}

  static Query flows(GetFlowsRequest request, Predicate<Event> wanted) {
    return new Bounds(
            request.getNumber(),
            request.getFirst(),
            request.getFollow(),
            since(request.hasSince(), request.getSince()),
            until(request.hasUntil(), request.getUntil()))
        .query(wanted);
  }

  static Query agentEvents(GetAgentEventsRequest request, Predicate<Event> wanted) {
    return new Bounds(
            request.getNumber(),
            request.getFirst(),
            request.getFollow(),
            since(request.hasSince(), request.getSince()),
            until(request.hasUntil(), request.getUntil()))
        .query(wanted);
  }

  static Query debugEvents(GetDebugEventsRequest request, Predicate<Event> wanted) {
    return new Bounds(
            request.getNumber(),
            request.getFirst(),
            request.getFollow(),
            since(request.hasSince(), request.getSince()),
            until(request.hasUntil(), request.getUntil()))
        .query(wanted);
  }

  /**
   * @param number unsigned; 0 for no limit
   */
  private record Bounds(
      long number, boolean first, boolean follow, long sinceNanos, long untilNanos) {
    Query query(Predicate<Event> wanted) {
      if (first && follow) {
        throw new IllegalArgumentException(
            "first: cannot be combined with follow; leave one of the two out");
      }
      Query.Then then = follow ? Query.Then.FOLLOW : Query.Then.STOP;
      return new Query(wanted, sinceNanos, untilNanos, past(), then);
    }

    private Query.Past past() {
      long most = number < 0 ? Long.MAX_VALUE : number;
      if (most == 0) {
        boolean nothing = follow && sinceNanos == Long.MIN_VALUE;
        return nothing ? new Query.Past.None() : new Query.Past.All();
      }
      return first ? new Query.Past.First(most) : new Query.Past.Last(most);
    }
  }

  private static long since(boolean given, Timestamp time) {
    return given ? EventReader.nanos(time) : Long.MIN_VALUE;
  }

  private static long until(boolean given, Timestamp time) {
    return given ? EventReader.nanos(time) : Long.MAX_VALUE;
  }
}
