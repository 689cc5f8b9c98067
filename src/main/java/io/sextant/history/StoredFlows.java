package io.sextant.history;

import io.sextant.flow.Event;
import java.util.List;

/** What a reader of the past needs of the store. Any thread. */
interface StoredFlows {

  /** A loss and its place among the events. */
  record Loss(long sequence, Event event) {}

  /** Sequence number before which everything that is kept can be read. */
  long sealed();

  /** What can be read now, at least up to what {@link #sealed} said before. */
  HistoryReader snapshot();

  /** Losses whose sequence numbers lie in a range, in order. */
  List<Loss> losses(long from, long to);
}
