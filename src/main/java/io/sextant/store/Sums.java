package io.sextant.store;

import io.sextant.flow.Verdict;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * What some flows are together.
 *
 * @param bytes of their packets, as far as the datapath told
 * @param verdicts flows with each verdict, those that there are
 * @param firstNanos time of the first one; 0 without any
 * @param lastNanos time of the last one
 */
public record Sums(
    long flows, long bytes, Map<Verdict, Long> verdicts, long firstNanos, long lastNanos) {
  public static final Sums NONE = new Sums(0, 0, Map.of(), 0, 0);

  public Sums {
    Map<Verdict, Long> counts = new EnumMap<>(Verdict.class);
    counts.putAll(verdicts);
    verdicts = Collections.unmodifiableMap(counts);
  }

  /** Flows with a verdict. */
  public long count(Verdict verdict) {
    return verdicts.getOrDefault(verdict, 0L);
  }
}
