package io.sextant.relay;

import io.sextant.proto.observer.GetFlowsResponse;

/** A reader of all peers' flows inside this process. All runs on the thread that follows. */
public interface FlowReader {

  /** Flows, losses and what the relay says of its peers, by time. */
  void read(GetFlowsResponse response);

  /** Called after a few messages, and when nothing more comes for a moment. */
  void batchDone();

  /** Whether it has enough; it is asked at least once a second. */
  boolean isDone();
}
