package io.sextant.store;

import io.sextant.flow.Event;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The events that a query asked for, one by one, in the order of their sequence numbers; losses
 * stand among them where they happened, also the reader's own. Belongs to one thread.
 */
public interface Answer extends AutoCloseable {

  /**
   * The next event, or null when there is none: for good after {@link #ended}, else until more is
   * written.
   */
  @Nullable Event next();

  /**
   * As {@link #next()}, but also null where more is there from {@code bound} on: however much is
   * looked at and however little of it is wanted, a reader with other work gets back to it.
   */
  @Nullable Event next(long bound);

  /** Tells that the reader does something else for a while, which costs no time of reading. */
  void rest();

  /**
   * For a reader that is out of time: a search for the newest that still goes on, backwards, ends
   * here, and what it found is told.
   *
   * @return sequence number that it came down to; empty if it is over or there was none
   */
  OptionalLong stopSearch();

  /** Sequence number of the event that came last; of no meaning after the reader's own loss. */
  long sequence();

  /**
   * Whether the loss that came last is this reader's own: it was overtaken, and others may have the
   * events. All other losses are of the data, whoever asks.
   */
  boolean isOwnLoss();

  /** Sequence number of the first event that was not looked at yet, wanted or not. */
  long position();

  /** Sequence number of the first event that was not there yet when the query came. */
  long backlogEnd();

  /** Sequence number that the next event to be written will get. */
  long head();

  /** Whether nothing will come any more. */
  boolean ended();

  /** Whether it ended because the store was closed, while its query still wanted what comes. */
  boolean isCut();

  /**
   * Parks the reader until there may be more, it is unparked by others, or the query's time is
   * over. May return for no reason; the caller looks by {@link #next}.
   */
  void await();

  @Override
  void close();
}
