package io.sextant.history;

import io.sextant.flow.TrafficDirection;
import io.sextant.history.rollup.RollupKey;
import io.sextant.history.rollup.RollupPod;
import io.sextant.history.rollup.RollupVisitor;
import io.sextant.servicemap.Packets;
import io.sextant.servicemap.RangeMap;

/** Draws a map from sums of flows. Belongs to one thread. */
final class SummedMap implements RollupVisitor {
  private final RangeMap map;
  private boolean exact = true;

  SummedMap(RangeMap map) {
    this.map = map;
  }

  /** Whether all that was told is in the map; else only the flows themselves can tell. */
  boolean isExact() {
    return exact;
  }

  @Override
  public void sum(
      long bucketNanos, RollupKey key, long flows, long bytes, long firstNanos, long lastNanos) {
    map.add(
        new Packets(
            (key.answer() ? key.destination() : key.source()).node(),
            (key.answer() ? key.source() : key.destination()).node(),
            key.protocol(),
            key.port(),
            key.answer(),
            key.vantage(),
            key.verdict(),
            key.direction() == TrafficDirection.INGRESS,
            key.dropReason(),
            key.policies(),
            key.allowed(),
            flows,
            lastNanos));
  }

  @Override
  public boolean wantsPods() {
    return true;
  }

  @Override
  public void pod(RollupPod pod, long lastNanos) {
    map.seen(pod.node(), pod.name(), pod.identity(), lastNanos);
  }

  @Override
  public void beyond(long flows) {
    exact = false;
  }
}
