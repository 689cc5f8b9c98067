package io.sextant.cli;

import io.sextant.control.ClusterState;
import io.sextant.flow.Node;

/** A sample that someone wants explained, and what it is to be explained with. */
final class RawEvent {
  private final String title;
  private final Origin origin;
  private final byte[] bytes;
  private final ClusterState cluster;

  /** Where and when it was. */
  record Origin(Node node, int cpu, long timeNanos, long bootNanos) {}

  /**
   * @param title tells it from others in the output; empty when there is only one
   * @param bytes not copied
   * @param cluster names its addresses
   */
  RawEvent(String title, Origin origin, byte[] bytes, ClusterState cluster) {
    this.title = title;
    this.origin = origin;
    this.bytes = bytes;
    this.cluster = cluster;
  }

  String title() {
    return title;
  }

  Origin origin() {
    return origin;
  }

  byte[] bytes() {
    return bytes;
  }

  ClusterState cluster() {
    return cluster;
  }
}
