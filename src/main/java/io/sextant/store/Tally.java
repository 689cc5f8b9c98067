package io.sextant.store;

import io.sextant.flow.Flow;
import io.sextant.flow.Verdict;
import java.util.EnumMap;
import java.util.Map;

/** Flows being summed up; belongs to one thread. */
public final class Tally {
  private static final Verdict[] VERDICTS = Verdict.values();

  private final long[] verdicts = new long[VERDICTS.length];
  private long flows;
  private long bytes;
  private long firstNanos = Long.MAX_VALUE;
  private long lastNanos = Long.MIN_VALUE;

  public void add(Flow flow) {
    add(flow.verdict(), 1, flow.packetLength(), flow.timeNanos(), flow.timeNanos());
  }

  /** Adds flows with one verdict. */
  public void add(
      Verdict verdict, long moreFlows, long moreBytes, long sinceNanos, long untilNanos) {
    verdicts[verdict.ordinal()] += moreFlows;
    flows += moreFlows;
    bytes += moreBytes;
    firstNanos = Math.min(firstNanos, sinceNanos);
    lastNanos = Math.max(lastNanos, untilNanos);
  }

  public void add(Tally other) {
    for (int i = 0; i < verdicts.length; i++) {
      verdicts[i] += other.verdicts[i];
    }
    flows += other.flows;
    bytes += other.bytes;
    firstNanos = Math.min(firstNanos, other.firstNanos);
    lastNanos = Math.max(lastNanos, other.lastNanos);
  }

  public long flows() {
    return flows;
  }

  /** What it is by now. */
  public Sums sums() {
    if (flows == 0) {
      return Sums.NONE;
    }
    Map<Verdict, Long> counts = new EnumMap<>(Verdict.class);
    for (Verdict verdict : VERDICTS) {
      if (verdicts[verdict.ordinal()] > 0) {
        counts.put(verdict, verdicts[verdict.ordinal()]);
      }
    }
    return new Sums(flows, bytes, counts, firstNanos, lastNanos);
  }
}
