package io.sextant.servicemap;

import java.time.Instant;

/**
 * A node in a snapshot.
 *
 * @param pods different ones seen; 0 for what has none
 * @param identity the one seen last
 * @param fading nothing was seen of it for a while; see {@link MapLimits#fadeSeconds}
 */
public record MapNode(
    String id,
    NodeKind kind,
    String name,
    String namespace,
    String workloadKind,
    int pods,
    int identity,
    Instant lastSeen,
    boolean fading) {}
