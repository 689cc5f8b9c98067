/**
 * The node's agent: puts into the kernel what the cluster wants for the pods of this node.
 *
 * <p>In come endpoints, policies and names; out go programs on devices, endpoints, addresses and
 * rule sets in the datapath's maps, snapshots of the cluster for those who name flows, and news of
 * what was done. One platform thread does it all, in the network namespace of the devices; callers
 * wait for it. Never touches a packet, never reads an event.
 */
@NullMarked
package io.sextant.agent;

import org.jspecify.annotations.NullMarked;
