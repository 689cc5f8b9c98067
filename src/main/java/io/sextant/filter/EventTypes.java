package io.sextant.filter;

import io.sextant.flow.AgentEvent;
import io.sextant.flow.DebugEvent;
import io.sextant.flow.Event;
import io.sextant.flow.EventType;
import io.sextant.flow.Flow;
import io.sextant.flow.LostEvents;
import java.util.List;

/** By the datapath's message type and subtype. Losses always pass. */
public record EventTypes(List<Match> matches) implements Criterion {

  /**
   * A type with or without its subtype.
   *
   * @param type one of {@link EventType}, or 0 for any
   * @param subType or {@link #ANY}
   */
  public record Match(int type, long subType) {
    public static final long ANY = Long.MIN_VALUE;

    boolean fits(int otherType, int otherSubType) {
      return (type == 0 || type == otherType) && (subType == ANY || subType == otherSubType);
    }
  }

  public EventTypes {
    matches = List.copyOf(matches);
  }

  boolean includesL7() {
    return matches.stream().anyMatch(match -> match.type() == EventType.L7);
  }

  @Override
  public boolean test(Event event) {
    return switch (event) {
      case Flow flow -> any(flow.eventType(), flow.eventSubType());
      case AgentEvent news -> any(EventType.AGENT, news.notification().typeNumber());
      case DebugEvent debug -> any(EventType.DEBUG, debug.type());
      case LostEvents _ -> true;
    };
  }

  @Override
  public int cost() {
    return 3;
  }

  private boolean any(int type, int subType) {
    for (int i = 0; i < matches.size(); i++) {
      if (matches.get(i).fits(type, subType)) {
        return true;
      }
    }
    return false;
  }
}
