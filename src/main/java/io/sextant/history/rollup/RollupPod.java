package io.sextant.history.rollup;

import io.sextant.servicemap.NodeName;

/**
 * A pod that was seen of a node of the service map.
 *
 * @param name or empty for a node without pods
 */
public record RollupPod(NodeName node, String name, int identity) {}
