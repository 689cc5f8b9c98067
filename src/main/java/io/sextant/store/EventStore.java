package io.sextant.store;

import io.sextant.flow.Event;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * Where events are kept and asked for. One thread appends; any number ask, each at its own pace,
 * and none holds up the one that appends.
 */
public interface EventStore extends AutoCloseable {

  /** Adds an event; only ever called by the one writing thread. It can be read at once. */
  void append(Event event);

  /** Events of any kind that were appended since the store was opened; any thread. */
  long appended();

  /** Lets followers know of what was appended; called by the writer once per batch. */
  void wake();

  /** Starts an answer. It belongs to the calling thread, which must close it. */
  Answer query(Query query);

  /** Counts flows, on the calling thread. */
  Groups aggregate(Aggregation aggregation);

  /**
   * Tells stores apart: as long as this is the same, a sequence number means the same event.
   * Letters and digits.
   */
  String id();

  /**
   * Where to go on with a sequence number that came with an id of this store, also of an earlier
   * run of it; empty if it means nothing here.
   */
  OptionalLong resume(String storeId, long sequence);

  /** The store in numbers. */
  RingStatus status();

  /** Flows per second over this time up to now, or over as much of it as is in memory. */
  double flowsPerSecond(Duration window);

  /** Answers that are being followed: open streams. */
  int followers();

  /** Events that readers missed because they were overtaken, all readers together. */
  long lostByReaders();

  /** Ends all followers, after they have read what is there. */
  @Override
  void close();
}
