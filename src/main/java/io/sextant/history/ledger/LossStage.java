package io.sextant.history.ledger;

import io.sextant.flow.LostEvents;

/** Places that an event passes and can be lost in, in the order of its way. */
public enum LossStage {
  /** The kernel's ring was full. */
  KERNEL_RING(1, LostEvents.Source.PERF_EVENT_RING_BUFFER),
  /** The queue between a ring's reader and the pipeline was full. */
  READER_QUEUE(2, LostEvents.Source.OBSERVER_EVENTS_QUEUE),
  /** The decoder refused it. */
  DECODING(3, LostEvents.Source.UNKNOWN_LOST_EVENT_SOURCE),
  /** A reader of the memory ring was overtaken. */
  MEMORY_RING(4, LostEvents.Source.HUBBLE_RING_BUFFER),
  /** The writer of the history was overtaken. */
  HISTORY_WRITER(5, LostEvents.Source.HUBBLE_RING_BUFFER),
  /** It could not be stored: the disk is full or failed. */
  HISTORY_STORE(6, LostEvents.Source.UNKNOWN_LOST_EVENT_SOURCE),
  /** Nobody knows; a peer said no more. */
  UNKNOWN(7, LostEvents.Source.UNKNOWN_LOST_EVENT_SOURCE),
  /** It was stored, in a partition that was found damaged later and set aside. */
  HISTORY_DAMAGE(8, LostEvents.Source.UNKNOWN_LOST_EVENT_SOURCE);

  private static final LossStage[] BY_NUMBER = new LossStage[9];

  static {
    for (LossStage stage : values()) {
      BY_NUMBER[stage.number] = stage;
    }
  }

  private final int number;
  private final LostEvents.Source source;

  LossStage(int number, LostEvents.Source source) {
    this.number = number;
    this.source = source;
  }

  /** As Hubble's API calls the place. */
  public LostEvents.Source source() {
    return source;
  }

  /** The place that a loss of the memory ring names. */
  public static LossStage of(LostEvents.Source source) {
    return switch (source) {
      case PERF_EVENT_RING_BUFFER -> KERNEL_RING;
      case OBSERVER_EVENTS_QUEUE -> READER_QUEUE;
      case HUBBLE_RING_BUFFER -> MEMORY_RING;
      case UNKNOWN_LOST_EVENT_SOURCE -> UNKNOWN;
    };
  }

  /** On disk; never changes its meaning. */
  int number() {
    return number;
  }

  static LossStage ofNumber(int number) {
    if (number < 1 || number >= BY_NUMBER.length) {
      throw new IllegalArgumentException(
          "stage " + number + ": 1 to " + (BY_NUMBER.length - 1) + " are known");
    }
    return BY_NUMBER[number];
  }
}
