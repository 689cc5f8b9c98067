package io.sextant.filter;

import io.sextant.flow.Event;
import io.sextant.flow.Flow;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** By a flow's UUID; the empty one is that of a flow without. */
public record Uuids(Set<UUID> ids) implements Criterion {
  private static final UUID NONE = new UUID(0, 0);
  private static final String CANONICAL =
      "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";

  public Uuids {
    ids = Set.copyOf(ids);
  }

  /** Texts that are no UUID as it is printed never fit. */
  public static Uuids parse(List<String> texts) {
    return new Uuids(
        texts.stream()
            .filter(text -> text.isEmpty() || text.matches(CANONICAL))
            .map(text -> text.isEmpty() ? NONE : UUID.fromString(text))
            .collect(Collectors.toSet()));
  }

  @Override
  public boolean test(Event event) {
    return event instanceof Flow flow && ids.contains(new UUID(flow.uuidHigh(), flow.uuidLow()));
  }

  @Override
  public int cost() {
    return 6;
  }
}
