package io.sextant.relay;

import io.grpc.Status;

/** The reader of a merged stream. All but its own wake-ups runs on the thread that merges. */
interface Sink {
  /** Whether it takes a message now. */
  boolean isReady();

  boolean isCancelled();

  void send(Relayed message);

  /** Called after a few messages, and when nothing more comes for a moment. */
  default void batchDone() {}

  /** The stream has ended, well or not. */
  void end(Status status);

  /** Runs something whenever {@link #isReady} or {@link #isCancelled} may have changed. */
  void onChange(Runnable wake);
}
