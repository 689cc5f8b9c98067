package io.sextant.servicemap;

import java.time.Instant;
import java.util.List;

/**
 * The map at one moment.
 *
 * @param windowSeconds what rates are taken over
 * @param evictedEdges edges that had to make room since the start
 */
public record MapSnapshot(
    Instant at, int windowSeconds, List<MapNode> nodes, List<MapEdge> edges, long evictedEdges) {}
