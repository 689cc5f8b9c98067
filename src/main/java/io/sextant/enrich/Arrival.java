package io.sextant.enrich;

import io.sextant.flow.Node;

/**
 * When and where an event arrived, and the number it got. One per pipeline thread, set anew for
 * each event.
 */
public final class Arrival {
  private final FlowIds ids;
  private Node node;
  private int cpu = -1;
  private long timeNanos;
  private long bootNanos;
  private long uuidHigh;
  private long uuidLow;

  public Arrival(Node node, FlowIds ids) {
    this.node = node;
    this.ids = ids;
  }

  /**
   * An event from this CPU, or -1, with a new number.
   *
   * @param timeNanos wall clock, nanoseconds since the Unix epoch
   * @param bootNanos the kernel's monotonic clock, or 0 when the event did not come from it
   */
  public Arrival at(int cpu, long timeNanos, long bootNanos) {
    ids.next();
    return as(ids.high(), ids.low(), cpu, timeNanos, bootNanos);
  }

  /** The same with a number that the event has already. */
  public Arrival as(long uuidHigh, long uuidLow, int cpu, long timeNanos, long bootNanos) {
    this.uuidHigh = uuidHigh;
    this.uuidLow = uuidLow;
    this.cpu = cpu;
    this.timeNanos = timeNanos;
    this.bootNanos = bootNanos;
    return this;
  }

  /** Following events are from this node. */
  public Arrival on(Node node) {
    this.node = node;
    return this;
  }

  Node node() {
    return node;
  }

  int cpu() {
    return cpu;
  }

  long timeNanos() {
    return timeNanos;
  }

  long bootNanos() {
    return bootNanos;
  }

  long uuidHigh() {
    return uuidHigh;
  }

  long uuidLow() {
    return uuidLow;
  }
}
