package io.sextant.cli;

import io.sextant.proto.observer.GetFlowsResponse;

/** One way to print what an observer answers. */
interface FlowPrinter {
  /** Prints a flow or a loss; anything else is nothing to it. */
  void print(GetFlowsResponse response);

  /** Tells beside the output what a relay says of its nodes. */
  default void tellNodeStatus(GetFlowsResponse response) {}

  /** Nothing is there to print for the moment. */
  default void idle() {}

  /** After the last response. */
  default void finish() {}
}
