package io.sextant.history.block;

import io.sextant.flow.NetworkInterface;
import io.sextant.flow.Node;
import org.jspecify.annotations.Nullable;

/** Where flows were seen. */
public record Place(Node node, @Nullable NetworkInterface networkInterface) {}
