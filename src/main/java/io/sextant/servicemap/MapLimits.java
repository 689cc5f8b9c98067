package io.sextant.servicemap;

/**
 * How much a map keeps, and for how long.
 *
 * @param edges at most so many; the longest silent ones make room and are counted as evicted
 * @param portsPerPair server ports between two nodes that get edges of their own; further ones (a
 *     port scan) share the edge of {@link MapEdge#MORE_PORTS}
 * @param fadeSeconds a node that was silent for longer is about to leave
 * @param forgetSeconds a node or edge that was silent for longer is gone
 */
public record MapLimits(int edges, int portsPerPair, int fadeSeconds, int forgetSeconds) {
  public static final MapLimits DEFAULT = new MapLimits(4096, 24, 20, 120);

  public MapLimits {
    if (edges < 1 || portsPerPair < 1 || fadeSeconds < 1 || forgetSeconds < fadeSeconds) {
      throw new IllegalArgumentException(
          "limits of the service map: "
              + edges
              + " edges, "
              + portsPerPair
              + " ports per pair, fade after "
              + fadeSeconds
              + " s, forget after "
              + forgetSeconds
              + " s; all must be positive, and forget not before fade");
    }
  }
}
