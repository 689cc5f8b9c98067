package io.sextant.servicemap;

import java.time.Instant;
import java.util.List;

/**
 * The map at one moment.
 *
 * @param windowSeconds what rates are taken over
 * @param evictedEdges edges that had to make room since the start
 * @param crowdedOut packets that no edge counted, as there was no room for theirs
 */
public record MapSnapshot(
    Instant at,
    int windowSeconds,
    List<MapNode> nodes,
    List<MapEdge> edges,
    long evictedEdges,
    long crowdedOut) {}
