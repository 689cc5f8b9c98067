package io.sextant.history.block;

import io.sextant.flow.NetworkInterface;
import io.sextant.flow.Node;
import org.jspecify.annotations.Nullable;

/**
 * Where flows were seen.
 *
 * @param cpu or -1
 */
public record Place(Node node, int cpu, @Nullable NetworkInterface networkInterface) {}
