package io.sextant;

import io.sextant.serve.http.NodeState;
import java.util.List;

/** The sources of flows, for the page. */
@FunctionalInterface
interface ObservedNodes {
  /** As they are at this moment. */
  List<NodeState> now();
}
