package io.sextant.relay;

import io.sextant.flow.Event;

/** A reader of all peers' flows inside this process. All runs on the thread that follows. */
public interface PeerEvents {

  /** A flow, or a loss that a peer told of; by time. */
  void event(Event event);

  /** What is to be known of peers, for the log. */
  void notice(String text);

  /** Called after a few events, and when nothing more comes for a moment. */
  void batchDone();

  /** Whether it has enough; it is asked at least once a second. */
  boolean isDone();
}
