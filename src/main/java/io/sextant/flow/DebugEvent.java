package io.sextant.flow;

import org.jspecify.annotations.Nullable;

/**
 * A message of the datapath's debugging.
 *
 * @param type number of {@code flow.DebugEventType} in Hubble's API
 * @param source the endpoint whose program wrote it, or null for none
 * @param hash of the packet
 * @param message for people
 */
public record DebugEvent(
    long timeNanos,
    Node node,
    int type,
    @Nullable Endpoint source,
    int hash,
    int arg1,
    int arg2,
    int arg3,
    String message,
    int cpu)
    implements Event {}
