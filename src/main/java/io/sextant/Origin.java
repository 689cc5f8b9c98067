package io.sextant;

import io.sextant.enrich.ClusterView;
import java.util.function.Supplier;

/**
 * What the server shows: where its events come from, and what is known of their cluster.
 *
 * @param kind told on the page and in the status, so that nobody takes a demo for a network
 * @param cluster the state of the moment
 */
record Origin(Kind kind, Supplier<? extends ClusterView> cluster) {

  /** Kinds of events. */
  enum Kind {
    /** The datapath of this node. */
    LIVE,
    /** The datapath, under the demo's own workloads. */
    DEMO,
    /** A recording. */
    REPLAY
  }
}
