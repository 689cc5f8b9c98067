package io.sextant.datapath;

/** Way of a packet, or of a connection's first packet, as the endpoint sees it. */
public enum Direction {
  INGRESS(1),
  EGRESS(2);

  private final int number;

  Direction(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }
}
