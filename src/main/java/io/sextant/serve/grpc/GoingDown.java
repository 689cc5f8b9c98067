package io.sextant.serve.grpc;

import io.grpc.Status;

/**
 * How a stream ends that would go on if the server did: as a failure, so that nobody takes what
 * came for all there was.
 */
public final class GoingDown {
  private GoingDown() {}

  /** What clients know as the time to connect again. */
  public static Status status() {
    return Status.UNAVAILABLE.withDescription("the server goes down");
  }
}
