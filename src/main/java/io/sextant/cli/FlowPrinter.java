package io.sextant.cli;

import io.sextant.proto.observer.GetFlowsResponse;

/** One way to print what an observer answers. Node status goes beside the output in all of them. */
interface FlowPrinter {
  void print(GetFlowsResponse response);

  /** After the last response. */
  default void finish() {}
}
