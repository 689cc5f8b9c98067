package io.sextant.history;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Flows that did not get into history, by reason; any thread. */
public final class NotStored {
  /** Why a flow is not in history. */
  public enum Reason {
    /** The disk was full. */
    DISK_FULL,
    /** The disk, or what is on it, failed otherwise. */
    FAILED
  }

  private final Map<Reason, LongAdder> counts = new EnumMap<>(Reason.class);

  NotStored() {
    for (Reason reason : Reason.values()) {
      counts.put(reason, new LongAdder());
    }
  }

  void add(Reason reason, long flows) {
    adder(reason).add(flows);
  }

  long count(Reason reason) {
    return adder(reason).sum();
  }

  long total() {
    return counts.values().stream().mapToLong(LongAdder::sum).sum();
  }

  private LongAdder adder(Reason reason) {
    LongAdder adder = counts.get(reason);
    if (adder == null) {
      throw new IllegalStateException("no count of " + reason);
    }
    return adder;
  }
}
