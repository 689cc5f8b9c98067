package io.sextant.history.rollup;

import io.sextant.servicemap.NodeName;

/**
 * One side of flows whose sums are kept together.
 *
 * @param node of the service map
 * @param namespace of the endpoint, or empty
 * @param workload name of what the endpoint belongs to, or empty
 */
public record RollupParty(NodeName node, String namespace, String workload) {}
