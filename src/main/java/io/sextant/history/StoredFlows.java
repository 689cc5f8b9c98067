package io.sextant.history;

import io.sextant.flow.Event;
import java.util.List;

/** What a reader of the past needs of the store. Any thread. */
interface StoredFlows {

  /**
   * A loss and its place among the events.
   *
   * @param places sequence numbers that it stands for, from there on: of what was given one and is
   *     not stored; of what was lost before, those of its reports
   */
  record Loss(long sequence, Event event, long places) {}

  /** Sequence number before which everything that is kept can be read. */
  long sealed();

  /** What can be read now, at least up to what {@link #sealed} said before. */
  HistoryReader snapshot();

  /** Losses whose sequence numbers lie in a range, in order. */
  List<Loss> losses(long from, long to);
}
